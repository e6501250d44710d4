import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolClient } from 'pg';
import { PrismaClient } from './generated/client';

export interface DatabaseOptions {
  databaseUrl: string;
  /** The most connections to hold open. */
  connections: number;
  /** After so long the server gives up a statement. */
  statementTimeoutMs: number;
}

/** One set of connections, in the two ways in which this room speaks to it. */
export interface Database {
  /** For what is written, and for what SQL says better. */
  pool: Pool;
  /** For plain reads. */
  prisma: PrismaClient;
  /** Run several statements on one connection, all or none. */
  transact: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}

/** A server that does not take a connection by then is away. */
const CONNECT_WITHIN_MS = 10_000;

/** For a server that cannot even say any more that it gave up. */
const ANSWER_GRACE_MS = 5_000;

/**
 * What the planner cannot know of us. The mirror fits into memory, where one page is as near as the next. And every
 * question is small, or one of many at once: several processes for it, or machine code of its own, take longer to make
 * than they save, while the others wait.
 */
const SESSION_OPTIONS = '-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off';

/** Open the database. Connects when first asked something, and again after a connection was lost. */
export function openDatabase({ databaseUrl, connections, statementTimeoutMs }: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: connections,
    application_name: 'mobipium-sync',
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + ANSWER_GRACE_MS,
    keepAlive: true,
  });
  // A connection that is lost while nobody uses it is taken out of the pool by itself. Unheard, it ends the process.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    transact: (work) => transact(pool, work),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

async function transact<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The statement that is on its way throws what became of it. That the connection says so too, unheard, ends the process.
  client.on('error', leaveToStatement);
  let isBroken = true;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    isBroken = false;
    return result;
  } finally {
    // A connection in the middle of a transaction is of no use to the next; closing it rolls back.
    client.release(isBroken);
    client.off('error', leaveToStatement);
  }
}

const leaveToStatement = () => undefined;
