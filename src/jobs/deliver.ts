import { deliver, takeDeliveries, type DeliveryDependencies } from '../webhooks/deliver.ts'
import { runEvery, type Job } from './run-every.ts'

const intervalMs = 250
const upkeepIntervalMs = 30_000
/** Posts under way at once in this process, over all endpoints. */
const atOnceMax = 256
const cancelledAtOnce = 1_000

export interface DeliveryReports {
  onOpenWork: (counts: Readonly<Record<string, number>>) => void
  onError: (error: unknown) => void
}

/**
 * Sends what is due, on every instance. Taking never waits for what is under way, so that a slow endpoint keeps no other waiting; and whenever
 * a post has ended, what waits behind it is taken at once.
 */
export function startDeliveries(dependencies: DeliveryDependencies, { onOpenWork, onError }: DeliveryReports): Job {
  const { deliveries, clock } = dependencies
  const underWay = new Set<Promise<void>>()

  async function take(): Promise<boolean> {
    const free = atOnceMax - underWay.size
    for (const delivery of free === 0 ? [] : await takeDeliveries(dependencies, free)) {
      const post: Promise<void> = deliver(dependencies, delivery)
        .catch(onError)
        .then(() => {
          underWay.delete(post)
          taking.wake()
        })
      underWay.add(post)
    }
    return false
  }

  const upkeep = async () => {
    const cancelled = await deliveries.cancelDeleted(clock.now(), cancelledAtOnce)
    onOpenWork(await deliveries.countOpen())
    return cancelled > 0
  }
  const taking = runEvery(intervalMs, take, onError)
  const keeping = runEvery(upkeepIntervalMs, upkeep, onError)
  return {
    async stop() {
      await Promise.all([taking.stop(), keeping.stop()])
      await Promise.all(underWay)
    },
  }
}
