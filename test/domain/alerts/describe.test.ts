import { describeEpisode } from '../../../src/domain/alerts/describe';
import type { Episode } from '../../../src/domain/alerts/episode';
import { describeSpan } from '../../../src/domain/alerts/words';

const OFFER = {
  id: '12',
  offerId: '3790',
  offerName: 'Games PT',
  country: 'PT',
  payout: '0.35',
  currency: 'USD',
  startedAt: '2026-01-05T14:19:00.000000Z',
  endedAt: null,
};

const STOPPED: Episode = {
  ...OFFER,
  kind: 'conversion_stopped',
  facts: {
    lastConversionAt: '2026-01-05T14:10:30.000000Z',
    silentForSeconds: 540,
    usualGapSeconds: 80,
    conversionsSeen: 142,
    watchedForSeconds: 3 * 86_400,
    onceInSeconds: 21 * 86_400,
    fixedSilenceSeconds: null,
  },
  endFacts: null,
};

const STALE: Episode = {
  ...OFFER,
  offerId: null,
  offerName: null,
  kind: 'mirror_stale',
  facts: {
    problems: [
      { problem: 'no_high', since: '2026-01-05T14:13:00.000000Z' },
      { problem: 'token_refused', since: null },
    ],
  },
  endFacts: null,
};

const CASES: {
  name: string;
  episode: Episode;
  edge: Parameters<typeof describeEpisode>[1];
  text: string[];
}[] = [
  {
    name: 'a silence',
    episode: STOPPED,
    edge: 'start',
    text: [
      'No conversions: Games PT (3790)',
      'Silent for 9 min, usually every 1 min 20 s (142 conversions seen in 3 days): such a silence comes by chance once in 3 weeks. Last conversion at 2026-01-05 14:10 UTC or earlier. Country PT, payout 0.35 USD.',
    ],
  },
  {
    name: 'a silence as the watch list sets it',
    episode: { ...STOPPED, facts: { ...STOPPED.facts, fixedSilenceSeconds: 300 } },
    edge: 'start',
    text: [
      'No conversions: Games PT (3790)',
      'Silent for 9 min, usually every 1 min 20 s (142 conversions seen in 3 days): longer than the 5 min set in the watch list. Last conversion at 2026-01-05 14:10 UTC or earlier. Country PT, payout 0.35 USD.',
    ],
  },
  {
    name: 'the end of a silence',
    episode: {
      ...STOPPED,
      endedAt: '2026-01-05T15:00:00.000000Z',
      endFacts: { status: 'Active', recoveredAt: '2026-01-05T14:56:30.000000Z' },
    },
    edge: 'end',
    text: [
      'Converts again: Games PT (3790)',
      'The first conversion after the silence came at 2026-01-05 14:56 UTC. Country PT, payout 0.35 USD.',
    ],
  },
  {
    name: 'a pause of an offer without a country',
    episode: {
      ...OFFER,
      country: null,
      kind: 'status_changed',
      facts: { from: 'Active', to: 'Paused' },
      endFacts: null,
    },
    edge: 'start',
    text: [
      'Paused: Games PT (3790)',
      'The status changed from Active to Paused, as seen at 2026-01-05 14:19 UTC. Payout 0.35 USD.',
    ],
  },
  {
    name: 'the end of a pause',
    episode: {
      ...OFFER,
      kind: 'status_changed',
      facts: { from: 'Active', to: 'Blocked' },
      endedAt: '2026-01-05T16:24:00.000000Z',
      endFacts: { status: 'Active' },
    },
    edge: 'end',
    text: ['Active again: Games PT (3790)', 'It was Blocked for 2 h 5 min. Country PT, payout 0.35 USD.'],
  },
  {
    name: 'another payout',
    episode: {
      ...OFFER,
      kind: 'payout_changed',
      facts: { from: { payout: '0.50', currency: 'EUR' }, to: { payout: '0.35', currency: 'EUR' } },
      endedAt: OFFER.startedAt,
      endFacts: {},
    },
    edge: 'start',
    text: [
      'Payout 0.50 EUR, now 0.35 EUR: Games PT (3790)',
      'The payout changed from 0.50 EUR to 0.35 EUR (-30 %), as seen at 2026-01-05 14:19 UTC. Country PT.',
    ],
  },
  {
    name: 'a payout that is no longer stated',
    episode: {
      ...OFFER,
      kind: 'payout_changed',
      facts: { from: { payout: '2', currency: 'EUR' }, to: { payout: null, currency: null } },
      endedAt: OFFER.startedAt,
      endFacts: {},
    },
    edge: 'start',
    text: [
      'Payout 2 EUR, now none: Games PT (3790)',
      'The payout changed from 2 EUR to none, as seen at 2026-01-05 14:19 UTC. Country PT.',
    ],
  },
  {
    name: 'a cap that is used up',
    episode: {
      ...OFFER,
      kind: 'cap_reached',
      facts: {
        level: 100,
        percent: 100,
        dailyCap: { kind: 'count', amount: 1_200 },
        filledCap: { kind: 'count', amount: 1_200 },
      },
      endFacts: null,
    },
    edge: '100',
    text: [
      'Daily cap used up: Games PT (3790)',
      '100 % of the daily cap of 1,200 conversions is used. Country PT, payout 0.35 USD.',
    ],
  },
  {
    name: 'a mirror that is out of date',
    episode: STALE,
    edge: 'start',
    text: [
      'The mirror is out of date',
      'Changes of offers are not seen: the last complete HIGH started at 2026-01-05 14:13 UTC and the network refused the token. Set MOBIPIUM_API_TOKEN to a valid token and restart the workers.',
    ],
  },
  {
    name: 'many changes at once',
    episode: {
      ...OFFER,
      offerId: null,
      kind: 'mass_change',
      facts: {
        change: 'left_active',
        offers: 1_012,
        activeBefore: 5_210,
        watched: [{ offerId: '7', offerName: null }],
        watchedOffers: 3,
      },
      endedAt: OFFER.startedAt,
      endFacts: {},
    },
    edge: 'start',
    text: [
      '1,012 offers at once are no longer Active',
      '1,012 offers are no longer Active; 5,210 were Active before. On the watch list: offer 7 and 2 more.',
    ],
  },
];

test.each(CASES)('describes $name', ({ episode, edge, text }) => {
  const described = describeEpisode(episode, edge);
  expect([described.title, described.text]).toEqual(text);
});

test('a hostile name stays on one line, without control characters, and is cut', () => {
  const offerName = `a\r\nSubject: \u202Eevil\u0007 ${'x'.repeat(200)}`;
  const { title, text } = describeEpisode({ ...STOPPED, offerName }, 'start');
  expect(title).toMatch(/^No conversions: a Subject: evil x+… \(3790\)$/);
  expect(title.length).toBeLessThan(130);
  expect(`${title}${text}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [3_599, '59 min'],
  [7_500, '2 h 5 min'],
  [100_800, '1 day 4 h'],
  [9 * 86_400, '9 days'],
  [15 * 86_400, '2 weeks'],
  [400 * 86_400, '1 year'],
  [20 * 86_400, '3 weeks'],
])('%s seconds are %s', (seconds, text) => {
  expect(describeSpan(seconds)).toBe(text);
});
