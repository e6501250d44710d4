/** For Prisma's own tools, such as `npx prisma validate`. The service runs none of them. */
export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
};
