import { defineConfig } from 'prisma/config';

/** For Prisma's own tools, such as `prisma migrate deploy` and `prisma validate`. The service runs none of them. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
