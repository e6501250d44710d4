import type { Sort } from '../query';

/** The columns of the table, from left to right. */
export const COLUMNS = [
  'offer',
  'where',
  'payout',
  'last',
  'day',
  'perHour',
  'gap',
  'cap',
  'status',
  'vertical',
  'score',
  'silent',
  'seen',
  'updated',
] as const;
export type ColumnId = (typeof COLUMNS)[number];

export const DEFAULT_COLUMNS: readonly ColumnId[] = [
  'offer',
  'where',
  'payout',
  'last',
  'day',
  'perHour',
  'gap',
  'cap',
];

/** Width in pixels, what a click on the head sorts by, and the fields of the API that the column shows. */
export const COLUMN_FACTS: Record<
  ColumnId,
  { width: number; sort?: Sort; fields: string[]; isNumber?: true }
> = {
  offer: { width: 360, sort: 'offerName', fields: [] },
  where: { width: 210, fields: ['country', 'carrier', 'flow'] },
  payout: { width: 110, sort: 'payout', fields: ['payout', 'currency'], isNumber: true },
  last: { width: 84, sort: 'lastConversionAt', fields: ['lastConversionAt'], isNumber: true },
  day: { width: 116, fields: ['spark'] },
  perHour: { width: 56, fields: ['conversionsPerHour'], isNumber: true },
  gap: { width: 80, fields: ['usualGapSeconds'], isNumber: true },
  cap: { width: 112, fields: ['capLeftPercent', 'dailyCap', 'dailyCapKind'] },
  status: { width: 100, fields: [] },
  vertical: { width: 120, fields: ['vertical'] },
  score: { width: 80, sort: 'score', fields: ['score'], isNumber: true },
  silent: { width: 90, fields: ['silentForSeconds'], isNumber: true },
  seen: { width: 100, fields: ['observedAt'], isNumber: true },
  updated: { width: 100, sort: 'updatedAt', fields: ['updatedAt'], isNumber: true },
};

/** The columns that are named, in the order of the table. Undefined: none is. `offer` is always there. */
export function readColumns(names: readonly string[] | undefined): readonly ColumnId[] | undefined {
  const known = COLUMNS.filter((id) => names?.includes(id));
  return known.length === 0 ? undefined : COLUMNS.filter((id) => id === 'offer' || known.includes(id));
}

/** The columns of the CSV file that shows the same. */
export function csvColumns(columns: readonly ColumnId[]): string[] {
  return ['offerId', 'offerName', 'status', 'watched', ...columns.flatMap((id) => COLUMN_FACTS[id].fields)];
}

const STORAGE_KEY = 'offers.columns';

/** The columns that were chosen last on this device. Undefined: none were, or the browser refuses access to its storage. */
export function recallColumns(): readonly ColumnId[] | undefined {
  try {
    return readColumns(localStorage.getItem(STORAGE_KEY)?.split(','));
  } catch {
    return undefined;
  }
}

/** Remembers the columns on this device. Undefined: the default. */
export function rememberColumns(columns: readonly ColumnId[] | undefined): void {
  try {
    if (columns === undefined) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, columns.join(','));
  } catch {
    // The address still has them.
  }
}
