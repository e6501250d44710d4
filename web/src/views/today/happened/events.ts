import type { Schemas } from '../../../api';
import type { ChangeKind } from '../../../components';

type Alert = Schemas['Alert'];
type Change = Schemas['OfferChange'];

/** What a filter shows: kinds of changes and of alerts. */
export const FILTERS = {
  paused: { changes: ['paused', 'blocked', 'gone'], alerts: ['mass_change'] },
  silent: {
    changes: [],
    alerts: ['conversion_stopped', 'conversion_slowed', 'network_silent', 'mirror_stale'],
  },
  payout: { changes: ['payout'], alerts: [] },
  cap: { changes: ['cap'], alerts: ['cap_reached'] },
  back: { changes: ['resumed'], alerts: [] },
  new: { changes: ['new'], alerts: [] },
} as const satisfies Record<string, { changes: readonly ChangeKind[]; alerts: readonly Alert['kind'][] }>;

export type FilterName = keyof typeof FILTERS;

export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** The kinds that the chosen filters show. None chosen: all. */
export function kindsOf(chosen: readonly FilterName[]): { changes: ChangeKind[]; alerts: Alert['kind'][] } {
  const filters = (chosen.length === 0 ? FILTER_NAMES : chosen).map((name) => FILTERS[name]);
  return {
    changes: filters.flatMap(({ changes }) => [...changes]),
    alerts: filters.flatMap(({ alerts }) => [...alerts]),
  };
}

/** One line: a change, an alert, or many changes of one kind at once. */
export type HappenedEvent =
  | { type: 'change'; at: string; change: Change; kind: ChangeKind }
  | { type: 'alert'; at: string; alert: Alert }
  | { type: 'many'; at: string; changes: Change[]; kind: ChangeKind };

/** More changes of one kind in a row are one line. */
const MAX_IN_A_ROW = 5;

/** Changes and alerts in one list, the newest first. */
export function mergeEvents(
  changes: readonly Change[],
  alerts: readonly Alert[],
  shown: readonly ChangeKind[],
): HappenedEvent[] {
  const lines: HappenedEvent[] = [
    ...changes.map((change) => ({
      type: 'change' as const,
      at: change.observedAt,
      change,
      kind: change.kinds.find((kind) => shown.includes(kind)) ?? change.kinds[0] ?? 'other',
    })),
    ...alerts.map((alert) => ({ type: 'alert' as const, at: alert.startedAt, alert })),
  ];
  return joinRows(lines.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)));
}

function joinRows(events: readonly HappenedEvent[]): HappenedEvent[] {
  const rows: HappenedEvent[][] = [];
  for (const event of events) {
    const [first] = rows.at(-1) ?? [];
    const isSame = event.type === 'change' && first?.type === 'change' && first.kind === event.kind;
    if (isSame) rows.at(-1)!.push(event);
    else rows.push([event]);
  }
  return rows.flatMap((row) => {
    const [first] = row;
    if (first?.type !== 'change' || row.length <= MAX_IN_A_ROW) return row;
    const changes = row.flatMap((event) => (event.type === 'change' ? [event.change] : []));
    return [{ type: 'many' as const, at: first.at, kind: first.kind, changes }];
  });
}

/** Identifies a line, also when others come before it. */
export function keyOf(event: HappenedEvent): string {
  if (event.type === 'alert') return `alert ${event.alert.id}`;
  const change = event.type === 'change' ? event.change : event.changes.at(-1)!;
  return `${event.type} ${change.offerId} ${change.observedAt}`;
}

/** The address of the changes of these kinds, in one of the API's formats, relative to the page's root. */
export function feedAddress(
  format: 'atom' | 'csv' | 'json',
  { kinds, mine = false }: { kinds: readonly ChangeKind[]; mine?: boolean | undefined },
): string {
  const query = { format, sortOrder: 'desc', kinds: kinds.join(), ...(mine ? { mine: 'true' } : {}) };
  return `api/changes?${new URLSearchParams(query)}`;
}
