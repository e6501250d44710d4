import { CHANGE_KINDS, type ChangeKind } from '../domain/offer-change';
import type { ChangeRow } from '../store';
import { formatCount } from './numbers';
import { describeChange } from './offer-change';
import { formatTimeOfDay } from './time';

/** The kinds that a live display shows: what a buyer acts on. Caps fill up all day long, and texts change for no reason. */
export const NOTABLE_KINDS: readonly ChangeKind[] = [
  'new',
  'paused',
  'blocked',
  'gone',
  'resumed',
  'payout',
  'cap',
];

/** More changes of a kind at once are one line. */
const MAX_LINES = 5;

/** How many offers such a line names. */
const MAX_NAMES = 3;

const MANY: Record<ChangeKind, string> = {
  new: 'new offers',
  paused: 'offers paused',
  blocked: 'offers blocked',
  gone: 'offers gone',
  resumed: 'offers active again',
  payout: 'payouts changed',
  cap: 'daily caps changed',
  cap_usage: 'filled caps changed',
  name: 'names changed',
  link: 'links changed',
  other: 'offers changed in other fields',
};

/** The text of one line, and when it was observed, ISO 8601. */
export interface ChangeLine {
  observedAt: string;
  text: string;
}

/** Format a change in one line: `Kids’ Games (3790) PT: paused (was Active)`. Has texts from outside. */
export function formatChange(row: ChangeRow): string {
  const { country, currency } = row.offer;
  return `${formatOffer(row)}${country === null ? '' : ` ${country}`}: ${describeChange(row, currency)}`;
}

/**
 * Format changes that were read together: one line each. Those of a kind of which there are more than five are one line:
 * `10,212 new offers: Kids’ Games (3790), … and 10,209 more`. A change with several kinds counts for the first one.
 */
export function formatChanges(rows: readonly ChangeRow[]): ChangeLine[] {
  const byKind = new Map<ChangeKind, ChangeRow[]>();
  for (const row of rows) {
    const [kind = 'other'] = row.kinds;
    const found = byKind.get(kind);
    if (found === undefined) byKind.set(kind, [row]);
    else found.push(row);
  }
  const lines = CHANGE_KINDS.flatMap((kind) => {
    const found = byKind.get(kind) ?? [];
    if (found.length <= MAX_LINES) {
      return found.map((row) => ({ observedAt: row.observedAt, text: formatChange(row) }));
    }
    const names = found.slice(0, MAX_NAMES).map(formatOffer).join(', ');
    const text = `${formatCount(found.length)} ${MANY[kind]}: ${names} and ${formatCount(found.length - MAX_NAMES)} more`;
    return [{ observedAt: found.at(-1)!.observedAt, text }];
  });
  return lines.sort((a, b) => a.observedAt.localeCompare(b.observedAt));
}

/** An observation that is older than this has its time in the line, in milliseconds. HIGH takes some seconds. */
const RECENT_MS = 10_000;

/**
 * Format a line of a live display, with the time at which it is printed, so that no line is earlier than the one above it:
 * `14:10:07  Kids’ Games (3790) PT: paused (was Active), seen at 14:08:12`.
 */
export function formatLiveLine({ observedAt, text }: ChangeLine, nowMs: number): string {
  const isRecent = Math.abs(nowMs - Date.parse(observedAt)) < RECENT_MS;
  return `${formatTimeOfDay(nowMs)}  ${text}${isRecent ? '' : `, seen at ${formatTimeOfDay(observedAt)}`}`;
}

function formatOffer({ offerId, offer: { offerName } }: ChangeRow): string {
  return offerName === null ? offerId : `${offerName} (${offerId})`;
}
