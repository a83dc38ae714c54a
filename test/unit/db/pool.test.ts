import { describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { isUnavailable } from '../../../src/db/pool.ts'

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code })
}

function socketError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code })
}

/** The shape @prisma/adapter-pg throws. */
function adapterError(cause: object): Error {
  return Object.assign(new Error('adapter'), { name: 'DriverAdapterError', cause })
}

describe('an error says that the database is away or overloaded', () => {
  test.each(['08006', '08P01', '40001', '40P01', '53300', '53100', '57P01', '57P03', '57014', '25006', '25P03', '55P03'])(
    'SQLSTATE %s',
    (code) => {
      expect(isUnavailable(databaseError(code))).toBe(true)
    },
  )

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'])('socket error %s', (code) => {
    expect(isUnavailable(socketError(code))).toBe(true)
  })

  test.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ])('pg says "%s"', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true)
  })

  test('when another error wraps it', () => {
    const error = new Error('could not save', { cause: new Error('still not', { cause: databaseError('57P01') }) })
    expect(isUnavailable(error)).toBe(true)
  })

  test('when every address of the host refused', () => {
    expect(isUnavailable(new AggregateError([socketError('ECONNREFUSED'), socketError('ECONNREFUSED')]))).toBe(true)
  })

  test.each([
    { kind: 'DatabaseNotReachable', host: '127.0.0.1' },
    { kind: 'ConnectionClosed' },
    { kind: 'postgres', code: '57P01', originalCode: '57P01' },
    { kind: 'TooManyConnections', originalCode: '53300' },
  ])('when Prisma reports $kind', (cause) => {
    expect(isUnavailable(adapterError(cause))).toBe(true)
    expect(isUnavailable(Object.assign(new Error('P2039'), { meta: { driverAdapterError: adapterError(cause) } }))).toBe(true)
  })
})

describe('an error says that the statement is wrong', () => {
  test.each(['23505', '42P01', '22P02', '25P02'])('SQLSTATE %s', (code) => {
    expect(isUnavailable(databaseError(code))).toBe(false)
  })

  test.each([new Error('Connection pool is too small'), 'ECONNREFUSED', null, undefined, { code: 53300 }])('%p', (error) => {
    expect(isUnavailable(error)).toBe(false)
  })

  test('when its causes go round in a circle', () => {
    const error = new Error('round')
    error.cause = error
    expect(isUnavailable(error)).toBe(false)
  })
})
