# The base has what the gateway runs on, Node 24, and nothing is downloaded when a container starts.
FROM docker.io/library/node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma/schema.prisma prisma/
COPY scripts/generate-prisma.mjs scripts/
# No production package has an install script; Prisma's would only download an engine that the gateway does not use.
RUN npm ci --ignore-scripts --no-audit --no-fund && node scripts/generate-prisma.mjs
# To @prisma/client the Prisma CLI and TypeScript are optional peers, so they stay unless optional packages go too.
RUN npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM docker.io/library/node:24-bookworm-slim
LABEL org.opencontainers.image.title="Tagih" \
      org.opencontainers.image.description="A self-hosted payment orchestration gateway: one /invoices API over Indonesian payment providers" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY prisma/migrations prisma/migrations
COPY src src
COPY --from=packages /app/src/generated src/generated
# Everything belongs to root and is only read, so the root file system may be read-only; `.data` alone may be written, or be a volume.
RUN chmod 755 src/cli.ts && ln -s /app/src/cli.ts /usr/local/bin/tagih && install -d -o 1000 -g 1000 -m 700 .data
# The user `node` by its number: Kubernetes' runAsNonRoot cannot judge a name.
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/server.ts"]
