import { z } from 'zod'

/** A node of a plan. */
export interface PlanNode {
  type: string
  relation: string | null
  index: string | null
  /** Rows that it looked at, in all its loops. */
  read: number
}

interface RawNode {
  'Node Type': string
  'Relation Name'?: string | undefined
  'Index Name'?: string | undefined
  'Actual Rows'?: number | undefined
  'Actual Loops'?: number | undefined
  'Rows Removed by Filter'?: number | undefined
  'Rows Removed by Index Recheck'?: number | undefined
  Plans?: RawNode[] | undefined
}

const rawNode: z.ZodType<RawNode> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    ...{ 'Relation Name': z.string().optional(), 'Index Name': z.string().optional() },
    ...{ 'Actual Rows': z.number().optional(), 'Actual Loops': z.number().optional() },
    ...{ 'Rows Removed by Filter': z.number().optional(), 'Rows Removed by Index Recheck': z.number().optional() },
    Plans: z.array(rawNode).optional(),
  }),
)

const entry = z.object({ 'Query Text': z.string(), Plan: rawNode })

export interface LoggedPlan {
  text: string
  /** Milliseconds of the server. */
  ms: number
  nodes: readonly PlanNode[]
  /** Whole, as JSON, for whoever wants to read it. */
  plan: unknown
}

const plan = /duration: ([\d.]+) ms {2}plan:\n((?:\t.*\n?)+)/g

/** Every plan in a server's log that auto_explain has written as JSON. */
export function readPlans(log: string): LoggedPlan[] {
  return [...log.matchAll(plan)].map(([, ms, json = '']) => {
    const raw: unknown = JSON.parse(json)
    const { 'Query Text': text, Plan } = entry.parse(raw)
    return { text, ms: Number(ms), nodes: flatten(Plan), plan: raw }
  })
}

function flatten(node: RawNode): PlanNode[] {
  const loops = node['Actual Loops'] ?? 1
  const each = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  const own = {
    ...{ type: node['Node Type'], relation: node['Relation Name'] ?? null, index: node['Index Name'] ?? null },
    read: Math.round(each * loops),
  }
  return [own, ...(node.Plans ?? []).flatMap(flatten)]
}
