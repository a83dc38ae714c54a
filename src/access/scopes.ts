/** What a key may do; no scope implies another. */
export const scopes = ['invoices:read', 'invoices:write', 'webhooks:manage', 'ops', 'admin'] as const
export type Scope = (typeof scopes)[number]
