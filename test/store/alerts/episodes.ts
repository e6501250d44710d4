import type { Episode } from '../../../src/domain/alerts/episode';
import { minute } from '../test-store';

/** An offer that was paused at 10:04 and is Active again since 10:40. */
export function pausedEpisode(more: {
  id: string;
  offerId?: string;
  offerName?: string;
  startedAt?: string;
}): Episode {
  return {
    kind: 'status_changed',
    offerId: '3790',
    offerName: 'Games PT',
    country: 'PT',
    payout: '0.350',
    currency: 'USD',
    startedAt: minute(4),
    endedAt: minute(40),
    facts: { from: 'Active', to: 'Paused' },
    endFacts: { status: 'Active' },
    ...more,
  };
}
