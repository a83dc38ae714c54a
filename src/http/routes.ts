import type { App } from './app.ts'
import type { RouteContext } from './route-parts.ts'
import { addApiKeys } from './routes/api-keys.ts'
import { addCancelInvoice } from './routes/cancel-invoice.ts'
import { addCreateInvoice } from './routes/create-invoice.ts'
import { addDeliveries } from './routes/deliveries.ts'
import { addGetInvoice } from './routes/get-invoice.ts'
import { addListAttempts } from './routes/list-attempts.ts'
import { addListEvents } from './routes/list-events.ts'
import { addListFeed } from './routes/list-feed.ts'
import { addListInvoices } from './routes/list-invoices.ts'
import { addListPayments } from './routes/list-payments.ts'
import { addListProviders } from './routes/list-providers.ts'
import { addMerchants } from './routes/merchants.ts'
import { addProblems } from './routes/problems.ts'
import { addProcessRoutes } from './routes/process.ts'
import { addProviderAccounts } from './routes/provider-accounts.ts'
import { addReceiveCallback } from './routes/receive-callback.ts'
import { addRefreshInvoice } from './routes/refresh-invoice.ts'
import { addResolveException } from './routes/resolve-exception.ts'
import { addResolveInvoice } from './routes/resolve-invoice.ts'
import { addUpdateInvoice } from './routes/update-invoice.ts'
import { addWebhookEndpoints } from './routes/webhook-endpoints.ts'
import { addWebhookTools } from './routes/webhook-tools.ts'

/** The table of contents of the API. */
export function addApiRoutes(app: App, context: RouteContext): void {
  addCreateInvoice(app, context)
  addListInvoices(app, context)
  addGetInvoice(app, context)
  addUpdateInvoice(app, context)
  addCancelInvoice(app, context)
  addRefreshInvoice(app, context)
  addListPayments(app, context)
  addListEvents(app, context)
  addListAttempts(app, context)
  addResolveInvoice(app, context)
  addResolveException(app, context)
  addListFeed(app, context)
  addWebhookEndpoints(app, context)
  addWebhookTools(app, context)
  addDeliveries(app, context)
  addListProviders(app, context)
  addMerchants(app, context)
  addApiKeys(app, context)
  addProviderAccounts(app, context)
  addReceiveCallback(app, context)
  addProcessRoutes(app, context)
  addProblems(app)
}
