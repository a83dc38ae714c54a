import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually } from '../support/eventually.ts'
import { openWebhookApp, type WebhookApp } from '../support/webhook-app.ts'

let app: WebhookApp
beforeAll(async () => {
  app = await openWebhookApp()
  // The listener is a process of its own, and refuses what is older than five minutes by its own clock.
  app.clock.setTo(new Date())
})
afterAll(() => app.close())

function listen(secret: string) {
  const script = join(import.meta.dirname, '../../scripts/webhook-listen.ts')
  const child = spawn(process.execPath, [script], { env: { WEBHOOK_SECRET: secret, PORT: '0' } })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  return { child, said: () => said }
}

test('npm run webhook:listen prints what verifies, and refuses what does not', async () => {
  const endpoint = await app.addEndpoint({ enabled: false })
  const listener = listen(endpoint.secret)
  try {
    const url = await eventually(async () => {
      await Promise.resolve()
      const [found] = /http:\/\/127[.]0[.]0[.]1:\d+/.exec(listener.said()) ?? []
      if (found === undefined) throw new Error(`it does not listen: ${listener.said()}`)
      return found
    })
    await app.send('PATCH', `/webhook-endpoints/${endpoint.id}`, { body: { url, enabled: true } })
    const invoiceId = await app.createInvoice()
    await app.pass()
    const { json } = await app.send('POST', `/webhook-endpoints/${endpoint.id}/test`)
    expect(json).toMatchObject({ delivered: true, http_status: 204 })
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401)
    await eventually(async () => {
      await Promise.resolve()
      expect(listener.said()).toContain(`invoice.opened  ${invoiceId} #1 open, paid 0.00`)
      expect(listener.said()).toContain('webhook.test  a test')
      expect(listener.said()).toContain('refused: Missing required headers')
    })
  } finally {
    listener.child.kill('SIGTERM')
  }
})
