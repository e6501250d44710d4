import type { EpisodeKind } from '../../../domain/alerts/episode';
import { MAX_MUTES } from '../../../domain/alerts/mutes';
import { formatAge } from '../../../format/duration';
import { formatLocalTime } from '../../../format/time';
import type { Mute } from '../../../store';
import { createScreen } from '../../../terminal/screen';
import { type Column, renderTable, tableWidth } from '../../../terminal/table';
import { toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';

/** What to mute: a kind, an offer, or a kind for an offer. */
export interface MuteOptions {
  kind?: EpisodeKind;
  offer?: string;
  /** ISO 8601. */
  until?: string;
}

/** Mute a kind, an offer, or a kind for an offer. Fails if the mirror has no such offer, or there are too many mutes. */
export async function mute({ store }: Service, { kind, offer, until }: MuteOptions): Promise<ExitCode> {
  const saved = await store.saveMute({
    kind: kind ?? null,
    offerId: offer ?? null,
    mutedUntil: until ?? null,
  });
  if (typeof saved === 'string') {
    createScreen(process.stderr).print(
      saved === 'unknown'
        ? `The mirror has no offer ${offer}.`
        : `There are ${MAX_MUTES} mutes. Remove one first: \`mobipium-sync alerts mutes\` lists them.`,
    );
    return EXIT.failed;
  }
  const { id, mutedUntil } = saved;
  const end = mutedUntil === null ? `\`alerts unmute ${id}\`` : formatLocalTime(mutedUntil);
  createScreen(process.stdout).print(`Muted until ${end}: ${describeTarget(saved)}.`);
  return EXIT.done;
}

/** Remove a mute. */
export async function unmute({ store }: Service, id: string): Promise<ExitCode> {
  if (await store.deleteMute(id)) {
    createScreen(process.stdout).print(`Removed the mute ${id}.`);
    return EXIT.done;
  }
  process.stderr.write(`There is no mute ${id}. \`mobipium-sync alerts mutes\` lists them.\n`);
  return EXIT.failed;
}

/** Print what is muted. */
export async function listMutes({ store }: Service, json?: true): Promise<void> {
  const mutes = await store.listMutes();
  const table = () =>
    mutes.length === 0 ? ['No mutes.'] : renderTable(columns(Date.now()), mutes, tableWidth(process.stdout));
  const lines = json ? [toSafeJson({ mutes })] : table();
  process.stdout.write(`${lines.join('\n')}\n`);
}

const columns = (nowMs: number): Column<Mute>[] => [
  { title: 'ID', read: ({ id }) => id, align: 'right' },
  { title: 'KIND', read: ({ kind }) => kind ?? 'all' },
  { title: 'OFFER', read: ({ offerId }) => offerId ?? 'all', isElastic: true },
  {
    title: 'ENDS',
    read: ({ mutedUntil }) =>
      mutedUntil === null ? 'when it is removed' : `in ${formatAge(Date.parse(mutedUntil) - nowMs)}`,
  },
];

/** `conversion_slowed of the offer 3790`. */
function describeTarget({ kind, offerId }: Mute): string {
  return offerId === null ? kind! : `${kind ?? 'all alerts'} of the offer ${offerId}`;
}
