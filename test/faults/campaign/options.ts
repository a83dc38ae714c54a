export interface CampaignOptions {
  seed: string
  /** How long things break. */
  minutes: number
  ordersPerSecond: number
  /** In which share of all calls to a provider something goes wrong. */
  faultShare: number
  /** In which share of all callbacks and webhooks something goes wrong. */
  newsFaultShare: number
  /** `kills`: of processes, roads and the database nothing but SIGKILL, at random moments. */
  breaks: 'everything' | 'kills'
  /** Whether the gateway is given the minutes that it needs to end what was lost; `by_hand`, a person ends it at once. */
  drains: 'by_itself' | 'by_hand'
  /** Ends the campaign early, with an error and with everything cleaned up. */
  signal: AbortSignal
  say: (line: string) => void
}
