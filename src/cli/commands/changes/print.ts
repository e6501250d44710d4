import { setTimeout as wait } from 'node:timers/promises';
import type { ChangeKind } from '../../../domain/offer-change';
import { formatChange } from '../../../format/change-lines';
import { describeChange } from '../../../format/offer-change';
import { formatLocalTime } from '../../../format/time';
import { type ChangeRow, isDatabaseUnavailable } from '../../../store';
import { createScreen } from '../../../terminal/screen';
import { toSafeJson } from '../../../terminal/text';
import { listenForInterrupt } from '../../interrupt';
import type { Service } from '../../service/open';

/** Which changes to print, and how. */
export interface ChangesOptions {
  since?: string;
  kinds?: ChangeKind[];
  mine?: true;
  limit: number;
  follow?: true;
  json?: true;
}

const EVERY_MS = 1_000;

/** Print changes, the oldest first. With `follow`, continues until Ctrl-C, also after the database was unavailable. */
export async function printChanges(service: Service, options: ChangesOptions): Promise<void> {
  const { since, limit, follow, json, ...filters } = options;
  const { store } = service;
  const screen = createScreen(process.stdout);
  const print = (row: ChangeRow) => {
    if (json) process.stdout.write(`${toSafeJson(toJson(row))}\n`);
    else screen.print(`${formatLocalTime(row.observedAt)}  ${formatChange(row)}`);
  };
  if (follow && since !== undefined) return followChanges(service, { ...filters, since }, print);

  const [source, page] = await Promise.all([
    store.readSource(),
    store.listChanges({ ...filters, since, limit, sortOrder: since === undefined ? 'desc' : 'asc' }),
  ]);
  const changes = since === undefined ? page.changes.reverse() : page.changes;
  if (json && !follow) {
    const { position, nextCursor } = page;
    const next = since === undefined ? {} : { nextCursor };
    process.stdout.write(`${toSafeJson({ source, changes: changes.map(toJson), position, ...next })}\n`);
    return;
  }
  changes.forEach(print);
  if (follow) return followChanges(service, { ...filters, since: page.position! }, print);
  if (changes.length === 0) screen.print('No changes.');
  if (since !== undefined && page.nextCursor !== null) {
    screen.print('There are more. Continue with the same command and');
    process.stdout.write(`  --since ${page.nextCursor}\n`);
  }
}

async function followChanges(
  { store }: Service,
  filters: Pick<ChangesOptions, 'kinds' | 'mine'> & { since: string },
  print: (row: ChangeRow) => void,
): Promise<void> {
  const interrupt = listenForInterrupt();
  const reader = store.createChangeReader(filters);
  let isUnavailable = false;
  try {
    while (!interrupt.signal.aborted) {
      try {
        (await reader.read()).forEach(print);
        isUnavailable = false;
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
        if (!isUnavailable) process.stderr.write('The database cannot be reached, still trying.\n');
        isUnavailable = true;
      }
      await wait(EVERY_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
  } finally {
    interrupt.stop();
  }
}

/** As the API returns a change. */
function toJson(row: ChangeRow) {
  return { ...row, summary: describeChange(row, row.offer.currency) };
}
