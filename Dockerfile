# One image for the worker, the API, the migrations and every other command.
# Debian-based: the core of Temporal's SDK is built for glibc, so Alpine's images do not run it.

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
# Without scripts: the one of ours generates the database client, which the build has compiled into dist. Without what is
# optional: that is the PostgreSQL of `npm start`, and tools of development that others name as their peers.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
RUN rm -rf node_modules/@temporalio/core-bridge/releases/*-darwin node_modules/@temporalio/core-bridge/releases/*-msvc

FROM node:20.20.2-bookworm-slim AS run
WORKDIR /app
ENV NODE_ENV=production
ENV NODE_OPTIONS=--enable-source-maps
# Inside a container "this machine" is nobody else's; the API asks for its key there.
ENV HOST=0.0.0.0
ENV PORT=3000
# What the health check asks. A worker is asked for its figures instead: see docker-compose.yml.
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
