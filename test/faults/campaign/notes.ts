import type { ApiAnswer } from './client.ts'
import type { KeyAnswer, OrderNote, SeenInvoice, Sighting } from './history.ts'
import { openTally, type Tally } from './tally.ts'
import { readInvoice, readProblem } from './wire.ts'

/** The merchant's own book: everything it was told, and nothing else. */
export interface Notes {
  readonly orders: OrderNote[]
  readonly sightings: Map<string, Sighting[]>
  readonly unexpected: string[]
  /** Answers by route and status. */
  readonly answers: Tally
  /** Writes down an answer, and what it shows of an invoice. Null (no answer) is only counted. */
  note(route: string, answer: ApiAnswer | null, expected: readonly string[]): Noted | null
  /** Writes down what a key was answered. */
  noteKey(order: OrderNote, noted: Noted): void
}

export interface Noted extends KeyAnswer {
  invoice: SeenInvoice | null
}

/** What a merchant has to live with on any request while things break. */
const alwaysExpected = ['unavailable', 'internal_error']

export function openNotes(): Notes {
  const notes: Notes = {
    ...{ orders: [], sightings: new Map<string, Sighting[]>(), unexpected: [], answers: openTally() },
    note(route, answer, expected) {
      if (answer === null) {
        notes.answers.add(`${route} no answer`)
        return null
      }
      const noted = readAnswer(answer)
      const said = noted.code === null ? '' : ` ${noted.code}`
      notes.answers.add(`${route} ${answer.status}${said}`)
      if (!isExpected(noted, expected)) notes.unexpected.push(`${route}: ${answer.status}${said} ${JSON.stringify(answer.body)}`)
      if (noted.invoice !== null) see(notes.sightings, noted.invoice, answer)
      return noted
    },
    noteKey(order, { status, code, invoiceId, startedMs, endedMs }) {
      order.answers.push({ status, code, invoiceId, startedMs, endedMs })
    },
  }
  return notes
}

function readAnswer({ status, body, startedMs, endedMs }: ApiAnswer): Noted {
  const invoice = readInvoice(body)
  const problem = invoice === null ? readProblem(body) : null
  const invoiceId = invoice?.id ?? problem?.invoiceId ?? null
  return { status, invoice, code: problem?.code ?? null, invoiceId, startedMs, endedMs }
}

function isExpected({ status, code }: Noted, expected: readonly string[]): boolean {
  if (status < 300) return true
  return code !== null && (expected.includes(code) || alwaysExpected.includes(code))
}

function see(sightings: Notes['sightings'], { id, status, version }: SeenInvoice, answer: ApiAnswer): void {
  const { startedMs, endedMs, isReplay } = answer
  const seen = sightings.get(id) ?? []
  sightings.set(id, seen)
  seen.push({ status, version, startedMs, endedMs, isReplay })
}
