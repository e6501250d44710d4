import { text } from 'node:stream/consumers';
import type { Sensitivity, WatchSettings } from '../../../domain/alerts/watch-settings';
import { formatQuantity } from '../../../format/numbers';
import { toWatchedOffer } from '../../../format/watched-offer';
import { createScreen } from '../../../terminal/screen';
import { DEFAULT_COLUMNS, tableWidth } from '../../../terminal/table';
import { toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';
import { renderMine } from './table';

/** How to watch the added offers. */
export interface AddOptions {
  note?: string;
  sensitivity?: Sensitivity;
  /** In seconds. */
  after?: number;
  /** In seconds. */
  muteFor?: number;
  json?: true;
}

/** Which page of the watch list to print. */
export interface ListOptions {
  limit: number;
  cursor?: string;
  json?: true;
}

/** Print a page of the watch list. */
export async function listMine({ store }: Service, { json, ...query }: ListOptions): Promise<void> {
  const page = await store.listWatched(query);
  const lines = json
    ? [toSafeJson({ ...page, watchlist: page.watchlist.map(toWatchedOffer) })]
    : renderMine(page, Date.now(), tableWidth(process.stdout) ?? DEFAULT_COLUMNS);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Put offers on the watch list. Fails if the mirror lacks one, after the others were added. */
export async function addMine(
  { store }: Service,
  args: string[],
  { note, sensitivity, after, muteFor, json }: AddOptions,
): Promise<ExitCode> {
  const settings: Partial<WatchSettings> = {
    ...(note !== undefined && { note }),
    ...(sensitivity !== undefined && { sensitivity }),
    ...(after !== undefined && { silenceSeconds: after }),
    ...(muteFor !== undefined && { mutedUntil: new Date(Date.now() + muteFor * 1_000).toISOString() }),
  };
  const { added, existing, unknown } = await store.watchOffers(await readIds(args), settings);
  if (json) {
    process.stdout.write(`${toSafeJson({ added, existing, unknown })}\n`);
  } else {
    const screen = createScreen(process.stdout);
    const known =
      existing.length === 0 ? '' : `, ${formatQuantity(existing.length, 'was', 'were')} on it before`;
    screen.print(`Added ${formatQuantity(added.length, 'offer')} to the watch list${known}.`);
    if (unknown.length > 0) printUnknown(unknown, 'The mirror has');
  }
  return unknown.length > 0 ? EXIT.failed : EXIT.done;
}

/** Remove offers from the watch list. Fails if one was not on it, after the others were removed. */
export async function removeMine({ store }: Service, args: string[]): Promise<ExitCode> {
  const ids = await readIds(args);
  const unknown: string[] = [];
  for (const id of ids) {
    if (!(await store.unwatchOffer(id))) unknown.push(id);
  }
  createScreen(process.stdout).print(
    `Removed ${formatQuantity(ids.length - unknown.length, 'offer')} from the watch list.`,
  );
  if (unknown.length > 0) printUnknown(unknown, 'The watch list has');
  return unknown.length > 0 ? EXIT.failed : EXIT.done;
}

function printUnknown(ids: string[], holder: string): void {
  const noun = ids.length === 1 ? 'offer' : 'offers';
  createScreen(process.stderr).print(`${holder} no ${noun} ${ids.join(', ')}.`);
}

/** Ids may be separated by blanks, commas or line breaks. */
async function readIds(args: string[]): Promise<string[]> {
  const given = args.includes('-') ? [...args, await text(process.stdin)] : args;
  const ids = given.flatMap((part) => part.split(/[\s,;]+/)).filter((id) => id !== '' && id !== '-');
  return [...new Set(ids)];
}
