/**
 * SQL for a CTE that writes the history of the merge in the CTE `merged`: a row for each offer that is new or of which a
 * lasting field changed.
 *
 * It is part of the merging statement, so there is exactly one row for each change, whatever is repeated. An observation
 * that adds nothing, because the mirror has a later one, leaves no row.
 *
 * @param observedAt SQL of the observation's time. It may use the columns of `merged`.
 */
export function recordChanges(observedAt: string): string {
  return `INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
  SELECT offer_id, ${observedAt}, is_new, coalesce(changes, '{}') FROM merged WHERE is_new OR changes IS NOT NULL`;
}
