import type { ClientBase } from 'pg';

/**
 * Puts the whole history before all transactions of this server, in order of time, if the server has not reached the
 * transactions of its rows: a dump was restored, from a server that had run longer. Readers of the history would otherwise
 * wait for these transactions, and positions of the other server would have a wrong place. Idempotent.
 */
export async function adoptRestoredHistory(client: ClientBase): Promise<void> {
  await client.query(
    `UPDATE history.offer_changes SET transaction_id = '0' WHERE EXISTS (
       SELECT FROM history.offer_changes WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))`,
  );
  // Pages that follow them read everything again.
  await client.query(
    `DELETE FROM history.live_events WHERE EXISTS (
       SELECT FROM history.live_events WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))`,
  );
}
