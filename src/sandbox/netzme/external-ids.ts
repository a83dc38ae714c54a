import { toJakartaDate, type Clock } from '../../core/time.ts'

export interface ExternalIds {
  /** False when the client has used this id today, in Jakarta. */
  claim(client: string, externalId: string): boolean
}

export function createExternalIds(clock: Clock): ExternalIds {
  let day = ''
  const used = new Set<string>()
  return {
    claim: (client, externalId) => {
      const today = toJakartaDate(clock.now())
      if (today !== day) used.clear()
      day = today
      const key = `${client} ${externalId}`
      if (used.has(key)) return false
      used.add(key)
      return true
    },
  }
}
