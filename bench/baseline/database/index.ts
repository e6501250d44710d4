import type { PlanDatabase } from './plan-database';
import { createPlanTables } from './tables';
import { openWithPg } from './with-pg';
import { openWithPrisma } from './with-prisma';

export { installPrisma } from './install-prisma';
export { type PlanDatabase, upsertRows } from './plan-database';
export { type PlanOffer, toPlanRow } from './row';

export interface PlanDatabaseOptions {
  /** An empty database. */
  databaseUrl: string;
  /** The result of `installPrisma`. Undefined: `pg` sends the statements that Prisma would send. */
  prismaFolder: string | undefined;
}

/** Create the plan's tables, and open them through Prisma, or through `pg`. Both have ten connections, their default. */
export async function openPlanDatabase({
  databaseUrl,
  prismaFolder,
}: PlanDatabaseOptions): Promise<PlanDatabase> {
  await createPlanTables(databaseUrl);
  return prismaFolder === undefined ? openWithPg(databaseUrl) : openWithPrisma(databaseUrl, prismaFolder);
}
