import { z } from 'zod'
import { openJournal } from './journal.ts'

/** One merchant of a simulated provider; its name is also the name of its own part of the ledger. */
export interface Client<Keys> {
  readonly client: string
  readonly keys: Keys
}

export interface Clients<Keys> {
  /** Makes the client on first use; the same keys ever after, over restarts too where there is a journal. */
  open(client: string): Client<Keys>
  /** By what it names itself with in a request. */
  byLogin(login: string): Client<Keys> | undefined
  close(): void
}

export interface ClientsOptions<Keys> {
  path: string | null
  keys: z.ZodType<Keys>
  newKeys: (client: string) => Keys
  loginOf: (keys: Keys) => string
}

export function openClients<Keys>(options: ClientsOptions<Keys>): Clients<Keys> {
  const journal = openJournal(options.path, z.object({ client: z.string(), keys: options.keys }))
  const byName = new Map<string, Client<Keys>>()
  const byLogin = new Map<string, Client<Keys>>()
  const remember = (client: Client<Keys>): Client<Keys> => {
    byName.set(client.client, client)
    byLogin.set(options.loginOf(client.keys), client)
    return client
  }
  journal.past.forEach(remember)
  return {
    open: (name) => {
      const known = byName.get(name)
      if (known !== undefined) return known
      const made = { client: name, keys: options.newKeys(name) }
      journal.append(made)
      return remember(made)
    },
    byLogin: (login) => byLogin.get(login),
    close: () => {
      journal.close()
    },
  }
}
