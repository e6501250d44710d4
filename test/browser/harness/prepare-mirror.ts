import { runSync } from '../../../harness/run-sync';
import { applySchedules } from '../../../src/client';
import { convertingIds } from '../../harness/mirror';
import type { BrowserStack } from './use-browser';

/** A mirror in which something has happened. */
export interface PreparedMirror {
  /** An Active offer that converts, on the watch list. */
  watchedId: string;
  /** An offer of the watch list that paused. */
  pausedId: string;
  /** The last FULL. */
  full: { workflowId: string; runId: string };
}

/** Read the whole catalogue, watch two offers that convert, and let one of them pause. Creates the schedules too. */
export async function prepareMirror(stack: BrowserStack): Promise<PreparedMirror> {
  const { high, full: fullSettings } = stack.config;
  await applySchedules(stack, { highEveryMs: high.everyMs, fullEveryMs: fullSettings.everyMs });
  const full = await runSync(stack, 'full');
  const [watchedId = '', pausedId = ''] = convertingIds(stack);
  for (const offerId of [watchedId, pausedId]) {
    await stack.app.inject({ method: 'PUT', url: `/api/watchlist/${offerId}` });
  }
  await runSync(stack, 'high');
  stack.sandbox.catalogue.pause(pausedId);
  await runSync(stack, 'high');
  return { watchedId, pausedId, full };
}
