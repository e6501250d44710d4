import { readdirSync } from 'node:fs';
import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { readProcess } from '../../../src/local/process/processes';

/** The rows of one query on a connection of its own. */
export async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

/** The pid of the main process of the server on this data directory. */
export function findServer(data: string): Promise<number | undefined> {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return Promise.resolve(
    pids.find((pid) => readProcess(pid)?.commandLine.includes(`/postgres\0-D\0${data}\0`)),
  );
}

/** Waits until a process has ended. */
export async function waitUntilGone(pid: number): Promise<void> {
  await poll('the process has ended', () => readProcess(pid) === undefined);
}
