import { eventTypes } from '../core/news.ts'

/** Every event that there is, those to come included. */
export const everyEvent = '*'

/** What an endpoint may want to hear of. */
export const subscribable = [everyEvent, ...eventTypes] as const
