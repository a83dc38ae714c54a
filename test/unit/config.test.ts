import { describe, expect, test } from '@jest/globals'
import { ConfigError, readConfig } from '../../src/config.ts'

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('the environment', () => {
  test('needs nothing to try it out, and then uses the simulators', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 8080, databaseUrl: null, sandbox: true, accounts: [] })
  })

  test('takes an empty variable for an absent one', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080, databaseUrl: null })
  })

  test('configures a provider as soon as one of its credentials is given, and leaves the simulators off', () => {
    const { accounts, sandbox } = readConfig({ WINPAY_KEY: 'invented', WINPAY_SECRET_KEY: 'invented' })
    expect({ accounts: accounts.map(({ provider }) => provider), sandbox }).toEqual({ accounts: ['winpay'], sandbox: false })
  })

  test('tells every fault at once, by variable and never by value', () => {
    const environment = {
      PORT: 'eighty',
      ENCRYPTION_KEY: 'c2hvcnQ=',
      TRUST_PROXY: '10.0.0.0/40',
      WINPAY_KEY: 'a-secret',
      SANDBOX: 'perhaps',
    }
    const faults = faultsOf(environment)
    const named = ['PORT', 'ENCRYPTION_KEY', 'TRUST_PROXY', 'WINPAY_SECRET_KEY', 'SANDBOX']
    for (const name of named) expect(faults.filter((fault) => fault.startsWith(`${name}:`))).toHaveLength(1)
    for (const value of Object.values(environment)) expect(faults.join('\n')).not.toContain(value)
  })

  test.each(['10.0.0.1', '10.0.0.0/8, 192.168.0.0/16', '::1', 'fd00::/8'])('takes %s for networks', (networks) => {
    expect(faultsOf({ TRUST_PROXY: networks, WEBHOOK_ALLOWED_NETWORKS: networks })).toEqual([])
  })

  test.each(['everybody', '10.0.0.0/33', '10.0.0.0/8/8', '::/129', '10.0.0'])('does not take %s for a network', (networks) => {
    expect(faultsOf({ TRUST_PROXY: networks })).toHaveLength(1)
  })

  test('in production wants a database and a key, and no simulators', () => {
    const names = faultsOf({ NODE_ENV: 'production', SANDBOX: 'true' }).map((fault) => fault.split(':')[0])
    expect(names).toEqual(['DATABASE_URL', 'ENCRYPTION_KEY', 'SANDBOX'])
  })

  test('takes a provider’s base URL without encryption for loopback only', () => {
    const account = { WINPAY_KEY: 'invented', WINPAY_SECRET_KEY: 'invented' }
    expect(faultsOf({ ...account, WINPAY_BASE_URL: 'http://127.0.0.1:9' })).toEqual([])
    expect(faultsOf({ ...account, WINPAY_BASE_URL: 'http://checkout.example' })).toHaveLength(1)
  })
})
