import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'

/** Says each number when its time has come. A thread that sleeps does so far finer than a timer, and without keeping a core busy. */
const { startMs, everyMs, count } = z.object({ startMs: z.number(), everyMs: z.number(), count: z.number() }).parse(workerData)
const nobodysCell = new Int32Array(new SharedArrayBuffer(4))

for (let number = 1; number <= count; number += 1) {
  const waitMs = startMs + (number - 1) * everyMs - Number(process.hrtime.bigint()) / 1e6
  if (waitMs > 0) Atomics.wait(nobodysCell, 0, 0, waitMs)
  parentPort?.postMessage(number)
}
