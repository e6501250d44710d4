import { defineConfig } from 'prisma/config';

/**
 * `prisma generate` requires the path of a schema engine, which it never runs. Any existing file satisfies it; the
 * path of Node prevents a download during the install. `prisma migrate` runs the engine, so Prisma chooses it there.
 */
if (!process.argv.includes('migrate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
