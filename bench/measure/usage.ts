import { readFile } from 'node:fs/promises'

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const msPerTick = 10

interface Ticks {
  own: number
  /** Of children that have ended and were waited for. */
  ended: number
}

async function readTicks(pid: number): Promise<Ticks> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is the name in parentheses, which may hold spaces: the third begins behind the last one.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { own: user + system, ended: endedUser + endedSystem }
}

/** CPU time in ms that a process has used; Linux only. */
export async function readCpuMs(pid: number): Promise<number> {
  return (await readTicks(pid)).own * msPerTick
}

/** The same of a process and all its children, those that have ended included: PostgreSQL with its backends. */
export async function readFamilyCpuMs(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number)
  const { own, ended } = await readTicks(pid)
  const each = await Promise.all(children.map((child) => readTicks(child).catch(() => ({ own: 0, ended: 0 }))))
  return (own + ended + each.reduce((sum, ticks) => sum + ticks.own, 0)) * msPerTick
}

/** Megabytes that a process holds now, and the most it ever held; Linux only. */
export async function readMemory(pid: number): Promise<{ rssMb: number; peakMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) / 1_024
  return { rssMb: read('VmRSS'), peakMb: read('VmHWM') }
}
