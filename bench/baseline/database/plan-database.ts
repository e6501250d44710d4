import type { PlanRow } from './row';

/** The plan's two tables. The caller closes it. */
export interface PlanDatabase {
  /** Store one offer, new or not. */
  upsertRow(row: PlanRow): Promise<void>;
  /** The ids on the list. */
  readList(): Promise<string[]>;
  /** Replace the list as the plan does: empty it, then fill it. */
  replaceList(offerIds: readonly string[]): Promise<void>;
  /** The ids of the offers with a conversion, from which the plan's hourly job fills the list. */
  readConverting(): Promise<string[]>;
  close(): Promise<void>;
}

/** The plan writes this many offers at a time, each with an upsert of its own. */
const OFFERS_AT_A_TIME = 100;

/** Write rows as the plan does: one upsert per row, 100 rows at a time. */
export async function upsertRows(database: PlanDatabase, rows: readonly PlanRow[]): Promise<void> {
  for (let first = 0; first < rows.length; first += OFFERS_AT_A_TIME) {
    const batch = rows.slice(first, first + OFFERS_AT_A_TIME);
    await Promise.all(batch.map((row) => database.upsertRow(row)));
  }
}
