import { poll } from '../../../harness/poll';
import type { ObservedOffer, Offer } from '../../../src/domain/offer';
import { announceChanges } from '../../../src/local/start/announce-changes';
import { HistoryGoneError, type Store } from '../../../src/store';
import { observedOffer, useTestStore } from '../../store/test-store';

const context = useTestStore();

let following: AbortController;
let announcing: Promise<void>;
let lines: string[];

type Announcer = Pick<Store, 'createChangeReader'>;

/** Announces the changes from now on. */
function start(store: Announcer = context.store) {
  following = new AbortController();
  lines = [];
  announcing = announceChanges(store, (line) => void lines.push(line), following.signal);
}

afterEach(async () => {
  following.abort();
  await announcing;
});

let requests = 0;

async function save(offers: ObservedOffer[], observedAt?: string) {
  requests += 1;
  await context.save(offers, {
    requestKey: `batch/${requests}`,
    observedAt: observedAt ?? (await context.store.readClock()),
  });
}

/** The lines, without the time of day, once there are that many. */
const untilLines = (count: number) =>
  poll(`there are ${count} lines`, () => Promise.resolve(lines.length >= count && lines)).then((found) =>
    found.map((line) => line.slice('14:10:07  '.length)),
  );

const offers = (count: number, values: Partial<Offer> = {}) =>
  Array.from({ length: count }, (_none, index) => observedOffer(String(100 + index), values));

/** Waits until the history has been read up to a change that has a line, and returns the lines before it. */
async function linesBefore(marker: string) {
  await save([observedOffer(marker)]);
  await save([observedOffer(marker, { status: 'Blocked' })]);
  await poll('the last change has its line', () =>
    Promise.resolve(lines.some((line) => line.includes(`(${marker})`))),
  );
  return lines.filter((line) => !line.includes(`(${marker})`)).map((line) => line.slice(10));
}

/** Waits until the reader knows the end of the history, from which it reads. */
async function startAtTheEnd() {
  let isOpen = false;
  start({
    createChangeReader(options) {
      const reader = context.store.createChangeReader(options);
      return {
        async read() {
          const changes = await reader.read();
          isOpen = true;
          return changes;
        },
      };
    },
  });
  await poll('the reader has begun', () => Promise.resolve(isOpen));
}

test('a first FULL has no line here, nor has what does not matter', async () => {
  await startAtTheEnd();
  await save(offers(90));
  await save(
    offers(90, { filledCap: { kind: 'percent', amount: 40 }, landingPage: 'https://example.com/b' }),
  );
  await save(offers(90, { offerName: 'Games PT 2' }));
  expect(await linesBefore('7')).toEqual([]);
});

test('a pause, a return and another payout have a line each, and many at once have one', async () => {
  await startAtTheEnd();
  await save(offers(40));
  await save(offers(1, { status: 'Paused' }));
  expect(await untilLines(1)).toEqual(['Games PT (100) PT: paused (was Active)']);
  await save(offers(1));
  expect((await untilLines(2))[1]).toMatch(/^Games PT \(100\) PT: .*active again/i);
  await save(offers(1, { payout: '0.5' }));
  expect((await untilLines(3))[2]).toMatch(/^Games PT \(100\) PT: .*0\.350?.* 0\.5/);
  await save(offers(40, { payout: '0.5', status: 'Blocked' }));
  expect((await untilLines(4)).slice(3)).toEqual([
    expect.stringMatching(/^40 offers blocked: Games PT \(\d+\), .* and 37 more$/) as string,
  ]);
});

test('what was seen earlier has both times, so that no line is earlier than the one before it', async () => {
  const before = new Date().toTimeString().slice(0, 5);
  await startAtTheEnd();
  await save(offers(2), '2026-01-05T10:00:00.000000Z');
  await save(offers(2, { status: 'Paused' }), '2026-01-05T10:02:00.000000Z');
  await untilLines(2);
  const after = new Date().toTimeString().slice(0, 5);
  for (const line of lines) {
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d {2}Games PT \(10\d\) PT: paused \(was Active\), seen at \d\d:02:00$/,
    );
    // Midnight may have passed.
    if (before <= after)
      expect([before, line.slice(0, 5), after].toSorted()).toEqual([before, line.slice(0, 5), after]);
  }
});

test('a failed read is repeated, and after a deleted position it goes on from the end', async () => {
  let reads = 0;
  let readers = 0;
  let isOpen = false;
  start({
    createChangeReader(options) {
      readers += 1;
      const reader = context.store.createChangeReader(options);
      return {
        async read() {
          reads += 1;
          if (reads === 1) throw new Error('the database is away');
          if (reads === 2) throw new HistoryGoneError('deleted');
          const changes = await reader.read();
          isOpen = true;
          return changes;
        },
      };
    },
  });
  await poll('it has read after both failures', () => Promise.resolve(isOpen));
  expect(readers).toBe(2);
  await save(offers(1));
  expect(await linesBefore('7')).toEqual([]);
  expect(lines).toHaveLength(1);
});
