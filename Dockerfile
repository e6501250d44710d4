# One image for the worker, the API, the migrations and every other command.
# Debian-based, because the native core of Temporal's SDK needs glibc and does not run on Alpine.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json prisma.config.ts ./
COPY prisma prisma
COPY src src
RUN npm run build

FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No scripts: ours generates the database client, which the build has already compiled into dist. No optional packages:
# these are the embedded PostgreSQL of `npm start` and development tools that are optional peers of others.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
RUN rm -rf node_modules/@temporalio/core-bridge/releases/*-darwin node_modules/@temporalio/core-bridge/releases/*-msvc

FROM node:20.20.2-bookworm-slim AS run
WORKDIR /app
ENV NODE_ENV=production
ENV NODE_OPTIONS=--enable-source-maps
# Loopback is not reachable from outside the container. On another address the API requires API_KEY.
ENV HOST=0.0.0.0
ENV PORT=3000
# The URL of the health check. For a worker it is the URL of its metrics: see docker-compose.yml.
ENV HEALTH_URL=http://127.0.0.1:3000/api/health
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY prisma/migrations prisma/migrations
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch(process.env.HEALTH_URL).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["worker"]
