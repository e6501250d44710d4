import type { Channel } from '../../channels';
import type { Store } from '../../store';
import { forOwnMirror } from '../for-own-mirror';
import { createDeliverMessage } from './deliver';
import { createTestChannels } from './test-channels';

export type { ChannelTest } from './test-channels';

export interface AlertActivityDependencies {
  store: Store;
  /** The caller closes them. */
  channels: readonly Channel[];
  /** The delay after the first failed attempt to deliver a message, in milliseconds. Default: 5 seconds. */
  firstRetryAfterMs?: number | undefined;
}

/** The activities of the queue for alerts, bound to their dependencies. Each refuses the messages of another mirror. */
export function createAlertActivities(deps: AlertActivityDependencies) {
  return forOwnMirror(deps.store, {
    deliverMessage: createDeliverMessage(deps),
    testChannels: createTestChannels(deps),
  });
}

export type AlertActivities = ReturnType<typeof createAlertActivities>;
