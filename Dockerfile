# One image for the worker, the API, the migrations and every other command.
# Debian-based, because the native core of Temporal's SDK needs glibc and does not run on Alpine.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
# The steps of `npm run build:production`. The installation is a step of its own, so that Docker caches it.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts
COPY tsconfig.json tsconfig.build.json vite.config.mjs ./
COPY deploy/remove-unused-files.mjs deploy/
COPY src src
COPY web web
RUN npm run build
RUN npm run prune:production

FROM node:24.21.0-bookworm-slim AS run
WORKDIR /app
ENV NODE_ENV=production
# Limits of V8 and glibc, without which a process keeps half as much memory again: docs/deployment.md, Sizing.
ENV NODE_OPTIONS="--enable-source-maps --max-old-space-size=256 --max-semi-space-size=4"
ENV MALLOC_ARENA_MAX=2
# Loopback is not reachable from outside the container. On another address the API requires API_KEY.
ENV HOST=0.0.0.0
ENV PORT=3000
# The URL of the health check. For a worker it is the URL of its metrics: see docker-compose.yml.
ENV HEALTH_URL=http://127.0.0.1:3000/api/health
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY prisma/migrations prisma/migrations
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch(process.env.HEALTH_URL).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["worker"]
