import { openCaller, type Called, type Caller, type OpenAccount } from '../../src/connectors/call.ts'
import type { CreateInput, FindInput, Operations, UpdateInput } from '../../src/connectors/connector.ts'
import type { OperationKind } from '../../src/connectors/manifest.ts'
import { holdTokens } from '../../src/connectors/tokens.ts'
import { openTransport } from '../../src/connectors/transport.ts'
import { answer, type Reply } from '../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import { fixedClock } from '../support/fixed-clock.ts'
import type { Received } from '../support/read-requests.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

export type Input = CreateInput | FindInput | UpdateInput

/** One connector against one real server, with everything between them as in production. */
export interface Session {
  server: FaultyServer
  /** Requests other than those for a token. */
  business(): Received[]
  tokenRequests(): Received[]
  /** Answers what is not a request for a token; `index` counts those from 0. */
  answerBusiness(choose: (index: number) => Reply): void
  answerToken(reply: Reply): void
  call(kind: OperationKind, input: Input | null): Promise<Called<unknown>>
}

interface SessionOptions {
  settings?: unknown
  /** Default is far beyond what a loopback server needs. */
  timeoutMs?: number
}

export const answerBytesMax = 65_536

export async function withSession(
  contract: ProviderContract,
  use: (session: Session) => Promise<void>,
  options: SessionOptions = {},
): Promise<void> {
  const server = await startFaultyServer()
  const clock = fixedClock(contract.now)
  const transport = openTransport(clock, { timeoutMs: options.timeoutMs ?? 10_000, answerBytesMax, connectionsPerAccount: 20 })
  try {
    const { connector } = contract
    const settings = options.settings ?? contract.settings
    const operations = connector.open({ credentials: contract.credentials(server.origin), settings })
    const caller = openCaller(transport, holdTokens(clock), clock)
    await use(openSession(contract, server, caller, { key: 'contract', connector, operations }))
  } finally {
    await transport.close()
    await server.close()
  }
}

function openSession(contract: ProviderContract, server: FaultyServer, caller: Caller, account: OpenAccount): Session {
  const { token } = contract
  const isToken = ({ path }: Received): boolean => path.split('?')[0] === token?.path
  const business = (): Received[] => server.received.filter((request) => !isToken(request))
  let tokenReply: Reply = token === undefined ? answer(404, '{}') : answer(token.answer.status, token.answer.body)
  let businessReply: (index: number) => Reply = () => answer(contract.created.status, contract.created.body)
  server.answerWith((request) => (isToken(request) ? tokenReply : businessReply(business().length - 1)))
  return {
    server,
    business,
    tokenRequests: () => server.received.filter(isToken),
    answerBusiness(choose) {
      businessReply = choose
    },
    answerToken(reply) {
      tokenReply = reply
    },
    call: (kind, input) => callOperation(caller, account, kind, input),
  }
}

export function operationNamed(operations: Operations, kind: OperationKind): object | undefined {
  const { token, create, find, findByReference, payments, update, cancel, verify } = operations
  return { token, create, find, find_by_reference: findByReference, payments, update, cancel, verify }[kind]
}

function callOperation(caller: Caller, account: OpenAccount, kind: OperationKind, input: Input | null): Promise<Called<unknown>> {
  const { token, create, find, findByReference, payments, update, cancel, verify } = account.operations
  switch (kind) {
    case 'token':
      return caller.call(account, kind, present(token), null)
    case 'verify':
      return caller.call(account, kind, present(verify), null)
    case 'create':
      return caller.call(account, kind, create, createInput(input))
    case 'update':
      return caller.call(account, kind, present(update), updateInput(input))
    case 'find':
      return caller.call(account, kind, present(find), findInput(input))
    case 'find_by_reference':
      return caller.call(account, kind, present(findByReference), findInput(input))
    case 'payments':
      return caller.call(account, kind, present(payments), findInput(input))
    case 'cancel':
      return caller.call(account, kind, present(cancel), findInput(input))
  }
}

function present<Value>(operation: Value | undefined): Value {
  if (operation === undefined) throw new Error('the connector has no such operation')
  return operation
}

function createInput(input: Input | null): CreateInput {
  if (input === null || !('number' in input)) throw new Error('create takes an invoice and a number')
  return input
}

function updateInput(input: Input | null): UpdateInput {
  if (input === null || !('changed' in input)) throw new Error('update takes an invoice and what changed')
  return input
}

function findInput(input: Input | null): FindInput {
  if (input === null || !('page' in input)) throw new Error('find and cancel take an invoice and a page')
  return input
}
