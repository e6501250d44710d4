import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PlanDatabase } from './plan-database';
import type { PlanRow } from './row';

interface Listed {
  offer_id: string;
}
const OFFER_ID = { select: { offer_id: true } } as const;

/** What the plan uses of the client that Prisma generates from `schema.prisma`. */
interface PrismaClient {
  offer: {
    upsert(query: {
      where: Pick<PlanRow, 'offer_id'>;
      create: PlanRow;
      update: Omit<PlanRow, 'offer_id' | 'created_at'>;
    }): Promise<unknown>;
    findMany(query: { where: { has_conversion: true } } & typeof OFFER_ID): Promise<Listed[]>;
  };
  listedOffer: {
    findMany(query: typeof OFFER_ID): Promise<Listed[]>;
    deleteMany(): Promise<unknown>;
    createMany(query: { data: Listed[]; skipDuplicates: true }): Promise<unknown>;
  };
  $disconnect(): Promise<void>;
}

interface PrismaPackages {
  PrismaClient: new (options: { adapter: object }) => PrismaClient;
  PrismaPg: new (pool: { connectionString: string }) => object;
}

/** The plan's tables through Prisma's client, with its defaults. */
export function openWithPrisma(databaseUrl: string, folder: string): PlanDatabase {
  const load = createRequire(join(folder, 'package.json'));
  const { PrismaClient } = load('@prisma/client') as Pick<PrismaPackages, 'PrismaClient'>;
  const { PrismaPg } = load('@prisma/adapter-pg') as Pick<PrismaPackages, 'PrismaPg'>;
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) });
  const toIds = (rows: Listed[]) => rows.map(({ offer_id: offerId }) => offerId);
  return {
    async upsertRow(row) {
      const { offer_id: offerId, created_at: _createdAt, ...update } = row;
      await prisma.offer.upsert({ where: { offer_id: offerId }, create: row, update });
    },
    readList: async () => toIds(await prisma.listedOffer.findMany(OFFER_ID)),
    async replaceList(offerIds) {
      await prisma.listedOffer.deleteMany();
      const data = offerIds.map((offerId) => ({ offer_id: offerId }));
      await prisma.listedOffer.createMany({ data, skipDuplicates: true });
    },
    readConverting: async () =>
      toIds(await prisma.offer.findMany({ where: { has_conversion: true }, ...OFFER_ID })),
    close: () => prisma.$disconnect(),
  };
}
