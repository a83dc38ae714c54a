// Generated from the routes by `npm run generate`; do not edit.
export interface paths {
  '/invoices': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Find invoices, newest first
     * @description A page may hold fewer than `limit`, even none, and there may be more all the same: the list ends where `next_cursor` is null. For `provider`, `exception` and `q` a page looks at ten thousand invoices at most.
     *
     *     Scope: `invoices:read`.
     */
    get: operations['listInvoices']
    put?: never
    /**
     * Create an invoice at a provider
     * @description At most one invoice at one provider for each Idempotency-Key. 201: it exists there. 202: it is not known yet whether it does; never an error.
     *
     *     Scope: `invoices:write`.
     */
    post: operations['createInvoice']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read an invoice
     * @description Scope: `invoices:read`.
     */
    get: operations['getInvoice']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change an invoice: absent stays, null clears
     * @description What the provider must know is changed there first. 202: the answer was lost and the change is not confirmed.
     *
     *     Scope: `invoices:write`.
     */
    patch: operations['updateInvoice']
    trace?: never
  }
  '/invoices/{id}/cancel': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Withdraw an invoice at its provider
     * @description 202: the provider’s answer was lost and the cancel is not confirmed.
     *
     *     Scope: `invoices:write`.
     */
    post: operations['cancelInvoice']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}/refresh': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Ask the provider how the invoice stands
     * @description Scope: `invoices:read`.
     */
    post: operations['refreshInvoice']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}/payments': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every payment that the provider told of, oldest first
     * @description Each is here once, whether a callback or a look-up brought it. The sum of those that are `received` is the invoice’s `amount_paid`.
     *
     *     Scope: `invoices:read`.
     */
    get: operations['listPayments']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}/events': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every change of an invoice, by sequence
     * @description Scope: `invoices:read`.
     */
    get: operations['listInvoiceEvents']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}/attempts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was tried, call by call, and why this provider was chosen
     * @description Scope: `ops`.
     */
    get: operations['listAttempts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}/resolve': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * End an unknown invoice by a person’s decision
     * @description Recorded with the name of the API key. An id that is named is looked up first where the provider can be asked.
     *
     *     Scope: `ops`.
     */
    post: operations['resolveInvoice']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/invoices/{id}/exceptions/{code}/resolve': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take an exception off the list, once a person has looked at it
     * @description Recorded with the name of the API key and the note. What is seen anew raises it again.
     *
     *     Scope: `ops`.
     */
    post: operations['resolveException']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/events': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every event of all invoices, oldest first
     * @description To catch up: an event never appears behind one that was already served, and within an invoice `sequence` counts up. `next_cursor` leads on even from an empty page; ask again with it later.
     *
     *     Scope: `invoices:read`.
     */
    get: operations['listEvents']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhook-endpoints': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List webhook endpoints, without their secrets
     * @description Scope: `webhooks:manage`.
     */
    get: operations['listWebhookEndpoints']
    put?: never
    /**
     * Be told of what happens from now on
     * @description The secret, with which each message is signed by Standard Webhooks, is shown here and never again.
     *
     *     Scope: `webhooks:manage`.
     */
    post: operations['createWebhookEndpoint']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhook-endpoints/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read a webhook endpoint
     * @description Scope: `webhooks:manage`.
     */
    get: operations['getWebhookEndpoint']
    put?: never
    post?: never
    /**
     * Delete a webhook endpoint; what is pending for it is cancelled
     * @description Scope: `webhooks:manage`.
     */
    delete: operations['deleteWebhookEndpoint']
    options?: never
    head?: never
    /**
     * Change a webhook endpoint, or switch it on or off: absent stays
     * @description Scope: `webhooks:manage`.
     */
    patch: operations['updateWebhookEndpoint']
    trace?: never
  }
  '/webhook-endpoints/{id}/rotate-secret': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Give a webhook endpoint a new secret; the old one signs too, for 24 hours
     * @description Scope: `webhooks:manage`.
     */
    post: operations['rotateWebhookSecret']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhook-endpoints/{id}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send a test message now, and tell what came of it
     * @description Its type is `webhook.test`, its `data` is empty, and it is in no feed. It is sent once.
     *
     *     Scope: `webhooks:manage`.
     */
    post: operations['testWebhookEndpoint']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhook-endpoints/{id}/replay': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send all events of a time again, those from before the endpoint too
     * @description Scope: `webhooks:manage`.
     */
    post: operations['replayEvents']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhook-endpoints/{id}/deliveries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What was sent to a webhook endpoint and what it answered, newest first
     * @description Scope: `webhooks:manage`.
     */
    get: operations['listDeliveries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/deliveries/{id}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Try a delivery once more, as soon as its endpoint is on
     * @description Scope: `webhooks:manage`.
     */
    post: operations['retryDelivery']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/providers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What each provider can do and carry, and your accounts there
     * @description Scope: `invoices:read`.
     */
    get: operations['listProviders']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/merchants': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List merchants
     * @description Scope: `admin`.
     */
    get: operations['listMerchants']
    put?: never
    /**
     * Create a merchant
     * @description Scope: `admin`.
     */
    post: operations['createMerchant']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api-keys': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List API keys, without the keys themselves
     * @description Scope: `admin`.
     */
    get: operations['listApiKeys']
    put?: never
    /**
     * Create an API key
     * @description Scope: `admin`.
     */
    post: operations['createApiKey']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api-keys/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Revoke an API key; works within 10 s on every instance
     * @description Scope: `admin`.
     */
    delete: operations['revokeApiKey']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/provider-accounts/{provider}/{name}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Create or replace a provider account
     * @description Scope: `admin`.
     */
    put: operations['putProviderAccount']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/provider-accounts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List provider accounts, without credentials
     * @description Scope: `admin`.
     */
    get: operations['listProviderAccounts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/healthz': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The process is alive */
    get: operations['getHealth']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/readyz': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The process can serve: database, migrations, not draining */
    get: operations['getReadiness']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/metrics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Prometheus text */
    get: operations['getMetrics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/problems/{code}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What a problem means and what to do */
    get: operations['getProblem']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/callbacks/{provider}/{path_token}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * For providers: a payment or another change
     * @description Kept before it is acknowledged, in the provider’s own words. Invoices follow from it soon afterwards.
     */
    post: operations['receiveCallback']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * @description The invoice as it stands
     * @example {
     *       "id": "inv_01k9s7m3e8f1qv0c2d4h6j8n0p",
     *       "object": "invoice",
     *       "status": "open",
     *       "version": 2,
     *       "reference": "INV/1/2026",
     *       "currency": "IDR",
     *       "amount": "260000.00",
     *       "amount_due": "260000.00",
     *       "amount_paid": "0.00",
     *       "amount_remaining": "260000.00",
     *       "payment_type": "full",
     *       "minimum_payment": null,
     *       "provider": "winpay",
     *       "provider_account": "default",
     *       "provider_invoice_id": "2edff262-6228-4da1-96d7-729bf9fc85f0",
     *       "payment": {
     *         "url": "https://checkout.example/upu90zxyid",
     *         "url_expires_at": null,
     *         "virtual_accounts": [],
     *         "qr": null
     *       },
     *       "title": "Order 111130",
     *       "description": null,
     *       "notes": null,
     *       "customer": {
     *         "reference": null,
     *         "name": "Delina Prasetya",
     *         "email": "delina@example.com",
     *         "phone": "082342341",
     *         "address": {
     *           "receiver_name": null,
     *           "receiver_phone": null,
     *           "label": null,
     *           "line1": null,
     *           "line2": null,
     *           "city": null,
     *           "region": null,
     *           "country": null,
     *           "postal_code": null,
     *           "landmark": null
     *         }
     *       },
     *       "items": [
     *         {
     *           "name": "01002676",
     *           "quantity": 1,
     *           "unit_price": "260000.00"
     *         }
     *       ],
     *       "shipping_amount": null,
     *       "starts_at": null,
     *       "expires_at": "2026-11-20T16:00:00.000Z",
     *       "return_url": "https://shop.example/back",
     *       "image_url": null,
     *       "document_url": null,
     *       "metadata": {},
     *       "provider_options": {},
     *       "exceptions": [],
     *       "failure": null,
     *       "provider_data": {},
     *       "created_at": "2026-11-20T14:00:00.000Z",
     *       "updated_at": "2026-11-20T14:00:01.000Z",
     *       "checked_at": null,
     *       "paid_at": null
     *     }
     */
    Invoice: {
      /** @description `inv_` and a sortable id */
      id: string
      /** @constant */
      object: 'invoice'
      /**
       * @description `pending`: the provider is about to be asked, or is being asked. `unknown`: it was asked and its answer is not known; it may be payable. `open`: it can be paid. `partially_paid`, `paid`, `expired`, `cancelled`: as they say. `failed`: proved not to exist at any provider.
       * @enum {string}
       */
      status: 'pending' | 'unknown' | 'open' | 'partially_paid' | 'paid' | 'expired' | 'cancelled' | 'failed'
      /** @description Counts up with every visible change; for If-Match */
      version: number
      /** @description Yours; what the provider sees */
      reference: string
      /** @constant */
      currency: 'IDR'
      /**
       * @description Total of the invoice
       * @example 260000.00
       */
      amount: string
      /**
       * @description What this invoice collects
       * @example 260000.00
       */
      amount_due: string
      /**
       * @description Payments less reversals, without a fee that the payer paid on top
       * @example 260000.00
       */
      amount_paid: string
      /**
       * @description amount_due less amount_paid, never below zero
       * @example 260000.00
       */
      amount_remaining: string
      /** @enum {string} */
      payment_type: 'full' | 'partial' | 'open'
      minimum_payment: string | null
      provider: string
      provider_account: string
      /** @description The provider’s own id; null until it is known */
      provider_invoice_id: string | null
      /** @description How the payer can pay; all empty: the provider gave no way (`not_payable`) */
      payment: {
        /** @description Page on which the payer pays */
        url: string | null
        url_expires_at: string | null
        /** @description Account numbers under which the invoice is payable */
        virtual_accounts: {
          number: string
          /** @description The part of the number that names the bank */
          prefix: string | null
          bank: string | null
        }[]
        qr:
          | (
              | {
                  /** @description A data: URL of a PNG */
                  image: string
                }
              | {
                  /** @description What the QR code says, such as a QRIS payload */
                  content: string
                }
            )
          | null
      }
      title: string | null
      description: string | null
      notes: string | null
      customer: {
        reference: string | null
        /** @description `[erased]` once the data of persons was erased */
        name: string
        email: string | null
        phone: string | null
        address: {
          receiver_name: string | null
          receiver_phone: string | null
          label: string | null
          line1: string | null
          line2: string | null
          city: string | null
          region: string | null
          country: string | null
          postal_code: string | null
          landmark: string | null
        }
      }
      items: {
        /** @description `[erased]` once the data of persons was erased */
        name: string
        quantity: number
        /**
         * @description Rupiah as a decimal string with two decimals
         * @example 260000.00
         */
        unit_price: string
      }[]
      shipping_amount: string | null
      starts_at: string | null
      /**
       * Format: date-time
       * @description The provider may keep it payable longer, never shorter
       */
      expires_at: string
      return_url: string | null
      image_url: string | null
      document_url: string | null
      /** @description Yours */
      metadata: {
        [key: string]: string
      }
      /** @description As they were sent, by provider */
      provider_options: {
        [key: string]: {
          [key: string]: unknown
        }
      }
      /** @description What a person should look at */
      exceptions: (
        | 'paid_late'
        | 'paid_after_cancel'
        | 'overpaid'
        | 'duplicate_payment'
        | 'amount_mismatch'
        | 'payment_reversed'
        | 'update_unconfirmed'
        | 'cancel_unconfirmed'
        | 'not_payable'
        | 'needs_review'
      )[]
      /** @description Why it is `failed` */
      failure: {
        code: string
        detail: string
        provider_code: string | null
        provider_message: string | null
      } | null
      /** @description What the provider answered and has no canonical place, under its own names */
      provider_data: {
        [key: string]: unknown
      }
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      updated_at: string
      /** @description When the provider was last asked */
      checked_at: string | null
      paid_at: string | null
    }
    /**
     * @description Problem details (RFC 9457)
     * @example {
     *       "type": "/problems/invalid_request",
     *       "title": "The request is not well-formed",
     *       "status": 400,
     *       "detail": "The request is not well-formed.",
     *       "code": "invalid_request",
     *       "request_id": "req_2f6d1c0f5b8e4d7a9c3b1e0d4f7a6c58",
     *       "errors": [
     *         {
     *           "pointer": "/customer/email",
     *           "detail": "It must be an e-mail address."
     *         }
     *       ]
     *     }
     */
    Problem: {
      /** @description Leads to a page that says what to do */
      type: string
      title: string
      status: number
      detail: string
      /** @enum {string} */
      code:
        | 'invalid_request'
        | 'idempotency_key_missing'
        | 'idempotency_key_invalid'
        | 'unauthenticated'
        | 'missing_scope'
        | 'not_found'
        | 'method_not_allowed'
        | 'idempotency_key_in_use'
        | 'reference_already_used'
        | 'va_number_in_use'
        | 'invoice_state_conflict'
        | 'version_mismatch'
        | 'body_too_large'
        | 'unsupported_media_type'
        | 'idempotency_key_reused'
        | 'operation_not_supported'
        | 'provider_requires'
        | 'provider_cannot_carry'
        | 'provider_rejected'
        | 'rate_limited'
        | 'internal_error'
        | 'provider_misconfigured'
        | 'provider_unavailable'
        | 'unavailable'
      request_id: string
      errors?: {
        /** @description JSON pointer (RFC 6901) to a member of the request */
        pointer: string
        detail: string
      }[]
      /** @description Where there is one */
      invoice_id?: string
      /** @description What the provider said, where it was the one to say no */
      provider?: {
        name: string
        code: string | null
        message: string | null
        http_status: number | null
      }
    }
    /**
     * @description One payment of an invoice
     * @example {
     *       "id": "pay_01k9s7m3e8f1qv0c2d4h6j8n0p",
     *       "provider_payment_id": "2edff262-6228-4da1-96d7-729bf9fc85f0",
     *       "amount": "260000.00",
     *       "fee": "3500.00",
     *       "net_amount": "256500.00",
     *       "channel": "BSI",
     *       "status": "received",
     *       "paid_at": "2026-11-20T14:20:00.000Z",
     *       "received_at": "2026-11-20T14:20:03.000Z"
     *     }
     */
    Payment: {
      /** @description `pay_` and a sortable id */
      id: string
      /** @description By the provider’s own rule of identity; null while it has told only that money came */
      provider_payment_id: string | null
      /**
       * @description What counts towards the invoice
       * @example 260000.00
       */
      amount: string
      /** @description What the provider keeps of it; null where it does not tell */
      fee: string | null
      net_amount: string | null
      /** @description How it was paid, in the provider’s own words */
      channel: string | null
      /**
       * @description `reversed`: taken back by the provider, or, without a name, replaced by the payments that it turned out to be
       * @enum {string}
       */
      status: 'received' | 'reversed'
      /** @description When the payer paid, as the provider tells it */
      paid_at: string | null
      /**
       * Format: date-time
       * @description When the gateway first heard of it
       */
      received_at: string
    }
    Event: {
      id: string
      /** @example invoice.opened */
      type: string
      /** @description Counts up by one within an invoice */
      sequence: number
      invoice_id: string
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      /** @description The invoice as it stood after this change */
      data: {
        invoice: components['schemas']['Invoice']
        payment: components['schemas']['Payment'] | null
      }
    }
    Attempt: {
      id: string
      provider: string
      provider_account: string
      /** @enum {string} */
      phase: 'sending' | 'finished'
      /** @description What is proved of the create */
      outcome: ('NOT_SENT' | 'REJECTED' | 'CREATED' | 'DUPLICATE' | 'UNKNOWN') | null
      provider_code: string | null
      provider_message: string | null
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      started_at: string
      finished_at: string | null
      /** @description Every call that was made for the invoice, in order */
      operations: {
        /** @description `token`, `create`, `find`, `find_by_reference`, `update`, `cancel` */
        kind: string
        method: string
        path: string
        /** @description False only when it is certain that nothing of the request left the gateway */
        bytes_sent: boolean
        http_status: number | null
        duration_ms: number
      }[]
      /** @description Which accounts were looked at, and why each was or was not chosen */
      candidates: {
        provider: string
        provider_account: string
        chosen: boolean
        reason: string
      }[]
      /** @description What a person decided, if one did */
      resolution: {
        [key: string]: unknown
      } | null
    }
    Merchant: {
      id: string
      name: string
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
    }
    /** @description A provider account; its credentials are never shown */
    ProviderAccount: {
      merchant_id: string
      provider: string
      name: string
      settings: {
        [key: string]: unknown
      }
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      updated_at: string
    }
    /** @description An API key without the key itself */
    ApiKey: {
      id: string
      merchant_id: string
      name: string
      /** @description The first characters of the key */
      hint: string
      scopes: string[]
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      expires_at: string | null
      revoked_at: string | null
    }
    CreateApiKeyRequest: {
      /** @description Default: the merchant of the calling key */
      merchant_id?: string | null
      name: string
      scopes: ('invoices:read' | 'invoices:write' | 'webhooks:manage' | 'ops' | 'admin')[]
      expires_at?: string | null
    }
    CreatedApiKey: {
      id: string
      merchant_id: string
      name: string
      scopes: string[]
      expires_at: string | null
      /** @description Shown here and never again */
      key: string
    }
    CreateWebhookEndpointRequest: {
      /** @description https, at a public address; networks of the operator’s choice excepted */
      url: string
      /** @description Default `["*"]` */
      events?: (
        | '*'
        | 'invoice.opened'
        | 'invoice.updated'
        | 'invoice.partially_paid'
        | 'invoice.paid'
        | 'invoice.expired'
        | 'invoice.cancelled'
        | 'invoice.failed'
        | 'invoice.needs_review'
        | 'payment.received'
        | 'payment.reversed'
      )[]
      description?: string | null
      /** @description Default `true` */
      enabled?: boolean
    }
    UpdateWebhookEndpointRequest: {
      /** @description https, at a public address; networks of the operator’s choice excepted */
      url?: string
      /** @description `["*"]`, or types of events */
      events?: (
        | '*'
        | 'invoice.opened'
        | 'invoice.updated'
        | 'invoice.partially_paid'
        | 'invoice.paid'
        | 'invoice.expired'
        | 'invoice.cancelled'
        | 'invoice.failed'
        | 'invoice.needs_review'
        | 'payment.received'
        | 'payment.reversed'
      )[]
      description?: string | null
      /** @description `true`: what is pending is sent from now on */
      enabled?: boolean
    }
    ReplayEventsRequest: {
      /**
       * Format: date-time
       * @description From this instant on
       */
      from: string
      /**
       * Format: date-time
       * @description Until this instant, included
       */
      to: string
    }
    /** @description The endpoint as it stands */
    WebhookEndpoint: {
      /** @description `whe_` and a sortable id */
      id: string
      url: string
      events: string[]
      description: string | null
      /** @description While it is off, what happens waits for it */
      enabled: boolean
      /** @description Why the gateway has switched it off. `gone`: it answered 410. `failing`: nothing has arrived for five days */
      disabled_reason: ('gone' | 'failing') | null
      /** @description Since when no try has succeeded */
      failing_since: string | null
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      updated_at: string
    }
    /** @description The endpoint with its new secret */
    WebhookEndpointWithSecret: {
      /** @description `whe_` and a sortable id */
      id: string
      url: string
      events: string[]
      description: string | null
      /** @description While it is off, what happens waits for it */
      enabled: boolean
      /** @description Why the gateway has switched it off. `gone`: it answered 410. `failing`: nothing has arrived for five days */
      disabled_reason: ('gone' | 'failing') | null
      /** @description Since when no try has succeeded */
      failing_since: string | null
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      updated_at: string
      /** @description `whsec_…`, shown here and never again */
      secret: string
    }
    /** @description What came of it */
    WebhookTestResult: {
      /** @description It was answered with 2xx */
      delivered: boolean
      event_id: string
      event_type: string
      duration_ms: number
      /** @description Null when there was no answer */
      http_status: number | null
      /** @description Why there was no answer */
      reason: string | null
      /** @description The first kilobyte of the answer */
      answer: string | null
    }
    /** @description They are on their way */
    ReplayResult: {
      /** @description How many events are sent again */
      deliveries: number
    }
    /** @description One event on its way to one endpoint */
    Delivery: {
      id: string
      webhook_endpoint_id: string
      /** @description The `webhook-id` of every try */
      event_id: string
      event_type: string
      invoice_id: string
      sequence: number
      /** @description Sent again because somebody asked for it */
      replayed: boolean
      /**
       * @description `failed`: the schedule is at its end; it can be tried again or replayed. `cancelled`: the endpoint was deleted
       * @enum {string}
       */
      state: 'pending' | 'delivered' | 'failed' | 'cancelled'
      tries: number
      next_try_at: string | null
      /**
       * Format: date-time
       * @description RFC 3339, in UTC
       */
      created_at: string
      finished_at: string | null
      /** @description Each try, in order */
      attempts: {
        number: number
        /**
         * Format: date-time
         * @description RFC 3339, in UTC
         */
        started_at: string
        duration_ms: number
        /** @description Null when there was no answer */
        http_status: number | null
        /** @description Why there was no answer */
        reason: string | null
        /** @description The first kilobyte of the answer */
        answer: string | null
      }[]
    }
    Provider: {
      name: string
      title: string
      documentation: string
      capabilities: {
        currencies: 'IDR'[]
        decimals: number
        payment_types: string[]
        payable_by: string[]
        /** @description Members that can be changed at the provider; null: none */
        update: string[] | null
        cancel: boolean
        refresh: boolean
        find_by_reference: boolean
        allocates_virtual_account_numbers: boolean
      }
      carries: {
        [key: string]: 'required' | 'carried' | 'kept' | 'refused'
      }
      accounts: {
        name: string
        health: {
          /** @enum {string} */
          status: 'not_asked' | 'answering' | 'failing'
          last_answer_at: string | null
          last_failure_at: string | null
        }
        /** @description Only to keys with the scope ops */
        callback_url?: string | null
      }[]
    }
    ProblemMeaning: {
      code: string
      status: number
      title: string
      what_to_do: string
    }
    PutProviderAccountRequest: {
      /** @description Default: the merchant of the calling key */
      merchant_id?: string | null
      /** @description Write-only; the members that this connector needs, see the README of each */
      credentials: {
        [key: string]: unknown
      }
      /** @description How this connector behaves; each has a documented default */
      settings?: {
        [key: string]: unknown
      } | null
    }
    ResolveExceptionRequest: {
      /** @description What was found, for whoever looks at it later */
      note: string
    }
    ResolveInvoiceRequest:
      | {
          /** @constant */
          outcome: 'created'
          provider_invoice_id: string
        }
      | {
          /** @constant */
          outcome: 'not_created'
          note: string
        }
    CreateInvoiceRequest: {
      /**
       * @description Yours; unique among invoices that are not failed; the provider sees it unchanged
       * @example INV/1/2026
       */
      reference: string
      /** @description Total. Left out, it is the sum of items and shipping_amount; given, it must equal it */
      amount?: string | null
      /** @description What this invoice collects; default the amount */
      amount_due?: string | null
      currency?: 'IDR' | null
      payment_type?: ('full' | 'partial' | 'open') | null
      minimum_payment?: string | null
      title?: string | null
      description?: string | null
      notes?: string | null
      customer: {
        /** @description Your own id of the customer */
        reference?: string | null
        name: string
        email?: string | null
        phone?: string | null
        address?: {
          receiver_name?: string | null
          receiver_phone?: string | null
          label?: string | null
          line1?: string | null
          line2?: string | null
          city?: string | null
          region?: string | null
          country?: string | null
          postal_code?: string | null
          landmark?: string | null
        } | null
      }
      items?:
        | {
            name: string
            quantity: number
            /**
             * @description May be zero
             * @example 260000.00
             */
            unit_price: string
          }[]
        | null
      shipping_amount?: string | null
      starts_at?: string | null
      expires_at?: string | null
      return_url?: string | null
      image_url?: string | null
      document_url?: string | null
      /** @description Flat strings, 1000 characters in all */
      metadata?: {
        [key: string]: string
      } | null
      /** @description Left out, routing decides */
      provider?: string | null
      /** @description Name of the provider account; default `default` */
      provider_account?: string | null
      provider_options?: {
        winpay?: {
          /** @description A JavaScript back command in place of `return_url` */
          back_url?: string
        }
        netzme?: {
          /** @description Methods among which the payer picks; for `invoice/create` */
          pay_methods?: string[]
          /**
           * @description The one method; uses `invoice/create-transaction`
           * @enum {string}
           */
          pay_method?:
            'BANK_TRANSFER' | 'NETZME' | 'BCA' | 'QRIS' | 'RETAIL_OUTLET' | 'OVO' | 'NETZME_SEAMLESS' | 'DANA' | 'CREDIT_CARD'
          /** @description Whole percent */
          commission_percentage?: number
          /**
           * @description Who bears the fee
           * @enum {string}
           */
          fee_type?: 'on_buyer' | 'on_seller'
          /** @description Terminal of a QRIS merchant */
          terminal_id?: string
          /**
           * @description For this invoice, in place of the account’s
           * @enum {string}
           */
          api_version?: 'v1.0' | 'v2.0'
        }
        durianpay?: {
          /** @description Durianpay’s own id of the customer (`cus_…`) */
          customer_id?: string
          /** @description First name of the customer, beside `given_name`, which is the whole name */
          first_name?: string
        }
        bill_gateway?: {
          /** @description Ten digits behind the prefix; allocated when left out */
          va_number?: string
          /** @description Prefixes for this invoice, in place of the account’s */
          prefixes?: string[]
          /**
           * @description Deprecated by the provider
           * @enum {string}
           */
          channel?: 'muamalat' | 'tokopedia'
        }
      } | null
    }
    UpdateInvoiceRequest: {
      /** @description Total. Left out, it is the sum of items and shipping_amount; given, it must equal it */
      amount?: string | null
      /** @description What this invoice collects; default the amount */
      amount_due?: string | null
      payment_type?: ('full' | 'partial' | 'open') | null
      minimum_payment?: string | null
      title?: string | null
      description?: string | null
      notes?: string | null
      customer?: {
        /** @description Your own id of the customer */
        reference?: string | null
        name?: string
        email?: string | null
        phone?: string | null
        address?: {
          receiver_name?: string | null
          receiver_phone?: string | null
          label?: string | null
          line1?: string | null
          line2?: string | null
          city?: string | null
          region?: string | null
          country?: string | null
          postal_code?: string | null
          landmark?: string | null
        } | null
      }
      items?:
        | {
            name: string
            quantity: number
            /**
             * @description May be zero
             * @example 260000.00
             */
            unit_price: string
          }[]
        | null
      shipping_amount?: string | null
      starts_at?: string | null
      expires_at?: string | null
      return_url?: string | null
      image_url?: string | null
      document_url?: string | null
      metadata?: {
        [key: string]: string | null
      } | null
    }
    CreateMerchantRequest: {
      name: string
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: {
    /** @description Path of the new object */
    Location: string
    /** @description Seconds after which to look or to try again */
    'Retry-After': string
    /** @description `true`: this Idempotency-Key was answered before, and this is that answer */
    'Idempotent-Replayed': string
    /** @description `Bearer` */
    'WWW-Authenticate': string
  }
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  listInvoices: {
    parameters: {
      query?: {
        /** @description May be repeated */
        status?:
          | ('pending' | 'unknown' | 'open' | 'partially_paid' | 'paid' | 'expired' | 'cancelled' | 'failed')
          | ('pending' | 'unknown' | 'open' | 'partially_paid' | 'paid' | 'expired' | 'cancelled' | 'failed')[]
        /** @description Name of a provider */
        provider?: string
        /** @description Yours, whole */
        reference?: string
        /** @description The one with which it was created */
        idempotency_key?: string
        /** @description Whole */
        customer_email?: string
        /** @description Whole, as it was sent */
        customer_phone?: string
        /** @description From this instant on */
        created_from?: string
        /** @description Until this instant, included */
        created_to?: string
        /** @description Those that carry this exception */
        exception?:
          | 'paid_late'
          | 'paid_after_cancel'
          | 'overpaid'
          | 'duplicate_payment'
          | 'amount_mismatch'
          | 'payment_reversed'
          | 'update_unconfirmed'
          | 'cancel_unconfirmed'
          | 'not_payable'
          | 'needs_review'
        /** @description Any part of reference, title, customer name, e-mail or provider invoice id */
        q?: string
        /** @description 1 to 100, default 20 */
        limit?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Invoice'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  createInvoice: {
    parameters: {
      query?: never
      header: {
        /** @description New for each invoice, the same for each retry: 1 to 255 visible ASCII characters */
        'Idempotency-Key': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateInvoiceRequest']
      }
    }
    responses: {
      /** @description Created */
      201: {
        headers: {
          Location: components['headers']['Location']
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /** @description Not known yet: the provider’s answer was lost, and the gateway is finding out */
      202: {
        headers: {
          Location: components['headers']['Location']
          'Retry-After': components['headers']['Retry-After']
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_missing`: Idempotency-Key is missing
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `idempotency_key_in_use`: A request with this Idempotency-Key is running
       *     - `reference_already_used`: The reference belongs to another invoice
       *     - `va_number_in_use`: The virtual account number belongs to another bill
       */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `idempotency_key_reused`: The Idempotency-Key was used for another request
       *     - `provider_requires`: The provider cannot do without a value
       *     - `provider_cannot_carry`: The provider cannot express a value
       *     - `provider_rejected`: The provider refused
       */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `provider_misconfigured`: The provider refuses our credentials */
      502: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `provider_unavailable`: The provider could not be asked
       *     - `unavailable`: The gateway cannot serve now
       */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  getInvoice: {
    parameters: {
      query?: {
        /** @description Ask the provider first */
        refresh?: 'true' | 'false'
      }
      header?: never
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The invoice as it stands */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `invoice_state_conflict`: The invoice is not in a state that allows this */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `operation_not_supported`: The provider has no such operation */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `provider_misconfigured`: The provider refuses our credentials */
      502: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `provider_unavailable`: The provider could not be asked
       *     - `unavailable`: The gateway cannot serve now
       */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  updateInvoice: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
        /** @description The version that you have read, such as "3"; another one is refused with 412 */
        'If-Match'?: string
      }
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['UpdateInvoiceRequest']
      }
    }
    responses: {
      /** @description The invoice as it stands */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /** @description Not known yet: the provider’s answer was lost, and the gateway is finding out */
      202: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `invoice_state_conflict`: The invoice is not in a state that allows this
       *     - `idempotency_key_in_use`: A request with this Idempotency-Key is running
       */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `version_mismatch`: The invoice has changed since it was read */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `idempotency_key_reused`: The Idempotency-Key was used for another request
       *     - `operation_not_supported`: The provider has no such operation
       *     - `provider_requires`: The provider cannot do without a value
       *     - `provider_cannot_carry`: The provider cannot express a value
       *     - `provider_rejected`: The provider refused
       */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `provider_misconfigured`: The provider refuses our credentials */
      502: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `provider_unavailable`: The provider could not be asked
       *     - `unavailable`: The gateway cannot serve now
       */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  cancelInvoice: {
    parameters: {
      query?: {
        /** @description Cancel although part of it was paid */
        keep_payments?: 'true' | 'false'
      }
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': Record<string, never>
      }
    }
    responses: {
      /** @description The invoice as it stands */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /** @description Not known yet: the provider’s answer was lost, and the gateway is finding out */
      202: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `invoice_state_conflict`: The invoice is not in a state that allows this
       *     - `idempotency_key_in_use`: A request with this Idempotency-Key is running
       */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `operation_not_supported`: The provider has no such operation
       *     - `provider_rejected`: The provider refused
       *     - `idempotency_key_reused`: The Idempotency-Key was used for another request
       */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `provider_misconfigured`: The provider refuses our credentials */
      502: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `provider_unavailable`: The provider could not be asked
       *     - `unavailable`: The gateway cannot serve now
       */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  refreshInvoice: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': Record<string, never>
      }
    }
    responses: {
      /** @description The invoice as it stands */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `invoice_state_conflict`: The invoice is not in a state that allows this
       *     - `idempotency_key_in_use`: A request with this Idempotency-Key is running
       */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `operation_not_supported`: The provider has no such operation
       *     - `idempotency_key_reused`: The Idempotency-Key was used for another request
       */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `provider_misconfigured`: The provider refuses our credentials */
      502: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `provider_unavailable`: The provider could not be asked
       *     - `unavailable`: The gateway cannot serve now
       */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listPayments: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Payment'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listInvoiceEvents: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Event'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listAttempts: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Attempt'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  resolveInvoice: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the invoice */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ResolveInvoiceRequest']
      }
    }
    responses: {
      /** @description The invoice as it stands */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `invoice_state_conflict`: The invoice is not in a state that allows this
       *     - `idempotency_key_in_use`: A request with this Idempotency-Key is running
       */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `provider_misconfigured`: The provider refuses our credentials */
      502: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `provider_unavailable`: The provider could not be asked
       *     - `unavailable`: The gateway cannot serve now
       */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  resolveException: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the invoice */
        id: string
        /** @description The exception that a person has looked at */
        code:
          | 'paid_late'
          | 'paid_after_cancel'
          | 'overpaid'
          | 'duplicate_payment'
          | 'amount_mismatch'
          | 'payment_reversed'
          | 'update_unconfirmed'
          | 'cancel_unconfirmed'
          | 'not_payable'
          | 'needs_review'
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ResolveExceptionRequest']
      }
    }
    responses: {
      /** @description The invoice as it stands */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invoice']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description - `invoice_state_conflict`: The invoice is not in a state that allows this
       *     - `idempotency_key_in_use`: A request with this Idempotency-Key is running
       */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listEvents: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before; without it, from the first event on */
        after?: string
        /** @description 1 to 100, default 20 */
        limit?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Event'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listWebhookEndpoints: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['WebhookEndpoint'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  createWebhookEndpoint: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateWebhookEndpointRequest']
      }
    }
    responses: {
      /** @description Created */
      201: {
        headers: {
          Location: components['headers']['Location']
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WebhookEndpointWithSecret']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  getWebhookEndpoint: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The endpoint as it stands */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WebhookEndpoint']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  deleteWebhookEndpoint: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  updateWebhookEndpoint: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['UpdateWebhookEndpointRequest']
      }
    }
    responses: {
      /** @description The endpoint as it stands */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WebhookEndpoint']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  rotateWebhookSecret: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': Record<string, never>
      }
    }
    responses: {
      /** @description The endpoint with its new secret */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WebhookEndpointWithSecret']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  testWebhookEndpoint: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': Record<string, never>
      }
    }
    responses: {
      /** @description What came of it */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['WebhookTestResult']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  replayEvents: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ReplayEventsRequest']
      }
    }
    responses: {
      /** @description They are on their way */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ReplayResult']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listDeliveries: {
    parameters: {
      query?: {
        /** @description Those in this state */
        state?: 'pending' | 'delivered' | 'failed' | 'cancelled'
        /** @description 1 to 100, default 20 */
        limit?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
      }
      header?: never
      path: {
        /** @description Id of the webhook endpoint */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Delivery'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  retryDelivery: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path: {
        /** @description Id of the delivery */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': Record<string, never>
      }
    }
    responses: {
      /** @description One event on its way to one endpoint */
      200: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Delivery']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listProviders: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Provider'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listMerchants: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Merchant'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  createMerchant: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateMerchantRequest']
      }
    }
    responses: {
      /** @description Created */
      201: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Merchant']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listApiKeys: {
    parameters: {
      query?: {
        /** @description Default: the keys of all merchants */
        merchant_id?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['ApiKey'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  createApiKey: {
    parameters: {
      query?: never
      header?: {
        /** @description With it the request takes effect once, however often it is sent */
        'Idempotency-Key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateApiKeyRequest']
      }
    }
    responses: {
      /** @description Created */
      201: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CreatedApiKey']
        }
      }
      /**
       * @description - `invalid_request`: The request is not well-formed
       *     - `idempotency_key_invalid`: Idempotency-Key is malformed
       */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_in_use`: A request with this Idempotency-Key is running */
      409: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `idempotency_key_reused`: The Idempotency-Key was used for another request */
      422: {
        headers: {
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  revokeApiKey: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the API key */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  putProviderAccount: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description `winpay`, `netzme`, `durianpay` or `bill_gateway` */
        provider: string
        /** @description Yours; `default` is used when an invoice names no account */
        name: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['PutProviderAccountRequest']
      }
    }
    responses: {
      /** @description A provider account; its credentials are never shown */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProviderAccount']
        }
      }
      /** @description A provider account; its credentials are never shown */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProviderAccount']
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type`: The body is not JSON */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  listProviderAccounts: {
    parameters: {
      query?: {
        /** @description Default: the merchant of the calling key */
        merchant_id?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['ProviderAccount'][]
            /** @description Give it as `cursor` for the next page; null: this is the last */
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_request`: The request is not well-formed */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`: The API key is missing or not valid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWW-Authenticate']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `missing_scope`: The API key lacks a scope */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  getHealth: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'alive'
          }
        }
      }
    }
  }
  getReadiness: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ready'
          }
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  getMetrics: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Figures of this process and of the gateway */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
    }
  }
  getProblem: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description `code` of a problem */
        code: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description JSON, or a page for whoever accepts text/html */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProblemMeaning']
          'text/html': string
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  receiveCallback: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description `winpay`, `netzme`, `durianpay` or `bill_gateway` */
        provider: string
        /** @description The secret part: `GET /providers` shows the whole URL to keys with the scope `ops` */
        path_token: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It is kept; what each provider expects to hear */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      /** @description The signature or token is wrong; nothing is kept */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'text/plain': string
        }
      }
      /** @description `not_found`: Nothing is here */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large`: The body is too large */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `internal_error`: The gateway failed */
      500: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unavailable`: The gateway cannot serve now */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After']
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
}
