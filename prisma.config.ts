import { defineConfig } from 'prisma/config';

/**
 * `prisma generate` insists on a schema engine that it never runs; any existing file satisfies it, and
 * pointing it at Node keeps an install from downloading one. `prisma migrate` does run the engine, so for
 * that command the choice stays with Prisma.
 */
if (!process.argv.includes('migrate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
