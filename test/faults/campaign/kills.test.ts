import { randomBytes } from 'node:crypto'
import { afterAll, expect, it } from '@jest/globals'
import { runCampaign } from './campaign.ts'

const ending = new AbortController()
afterAll(() => {
  ending.abort()
})

it('keeps every promise to merchants and payers while two gateways are killed at random moments under load, and news is lost, repeated, late and forged (row 27)', async () => {
  const seed = randomBytes(4).toString('hex')
  const report = await runCampaign({
    ...{ seed, minutes: 0.15, ordersPerSecond: 15, faultShare: 0, newsFaultShare: 0.2, breaks: 'kills', drains: 'by_hand' },
    ...{ signal: ending.signal, say: () => undefined },
  })
  expect({ seed, violations: report.violations }).toEqual({ seed, violations: [] })
  expect(report.broken['SIGKILL at random']).toBeGreaterThan(0)
  expect(report.invoices['open']).toBeGreaterThan(0)
  expect(report.news.events['invoice.paid']).toBeGreaterThan(0)
}, 180_000)
