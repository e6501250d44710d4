import { poll } from '../../../harness/poll';
import { runCli, startCli } from '../../../harness/processes/program';
import type { Offer } from '../../../src/domain/offer';
import { minute, observedOffer, openTestStore, type TestStore } from '../../store/test-store';

let context: TestStore;
let environment: Record<string, string>;

beforeAll(async () => {
  context = await openTestStore();
  environment = { DATABASE_URL: context.databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1', TZ: 'UTC' };
  await observe('11', 0, { offerName: 'Kids’ Games' });
  await observe('12', 1, { offerName: 'Prize Draw' });
  await observe('11', 2, { offerName: 'Kids’ Games', status: 'Paused' });
  await observe('12', 3, { offerName: 'Prize Draw', payout: '2.5' });
  await committed(4);
});

afterAll(() => context.close());

function observe(offerId: string, minutes: number, values: Partial<Offer>) {
  return context.save([observedOffer(offerId, { payout: '2', ...values })], {
    observedAt: minute(minutes),
    requestKey: `${offerId}/${minutes}`,
  });
}

/** Other tests of this server may hold a transaction open, at which the history ends. */
const committed = (count: number) =>
  poll(`the history has ${count} changes`, async () => {
    const { changes } = await context.store.listChanges({ limit: 500, since: minute(0) });
    return changes.length >= count;
  });

const run = (command: string) => runCli(command, environment);

const LINE = /^\d{4}-\d\d-\d\d \d\d:(\d\d):\d\d {2}(.*)$/;

/** The lines that are changes, without their dates. */
const changesIn = (output: string) => output.split('\n').flatMap((line) => LINE.exec(line)?.slice(2) ?? []);

test('changes prints the last changes, the oldest first', async () => {
  const { code, stdout } = await run('changes --limit 3');

  expect(code).toBe(0);
  expect(changesIn(stdout)).toEqual([
    'Prize Draw (12) PT: new',
    'Kids’ Games (11) PT: paused (was Active)',
    'Prize Draw (12) PT: payout 2 → 2.5 USD',
  ]);
});

test('changes by time, kind and page', async () => {
  const since = minute(0);
  expect(changesIn((await run(`changes --since ${since} --kinds paused,payout`)).stdout)).toHaveLength(2);

  const first = await run(`changes --since ${since} --limit 3`);
  expect(changesIn(first.stdout)).toHaveLength(3);
  const [, position] = /^ {2}--since (\S+)$/m.exec(first.stdout)!;
  const rest = await run(`changes --since ${position} --limit 3`);
  expect(changesIn(rest.stdout)).toEqual(['Prize Draw (12) PT: payout 2 → 2.5 USD']);
  expect(rest.stdout).not.toContain('--since');
});

test('changes --json prints what the API returns, with a position that continues', async () => {
  const { stdout } = await run(`changes --since ${minute(0)} --limit 2 --json`);
  const page = JSON.parse(stdout) as { position: string; changes: { offerId: string; summary: string }[] };
  expect(page).toMatchObject({
    changes: [
      { offerId: '11', kinds: ['new'], summary: 'new', offer: { status: 'Paused' } },
      { offerId: '12' },
    ],
  });
  const rest = JSON.parse((await run(`changes --since ${page.position} --json`)).stdout) as typeof page;
  expect(rest.changes.map(({ offerId }) => offerId)).toEqual(['11', '12']);
});

test('a text that is no time and no position is wrong usage', async () => {
  expect(await run('changes --since yesterday')).toMatchObject({ code: 2, stdout: '' });
});

test('mine adds, lists, changes and removes offers, and changes --mine has only theirs', async () => {
  expect((await run('mine')).output).toMatch(/^The watch list is empty\./);

  const added = await run('mine add 11,404 12 --after 10m');
  expect(added.code).toBe(1);
  expect(added.stdout).toBe('Added 2 offers to the watch list.\n');
  expect(added.output).toContain('The mirror has no offer 404.');
  expect((await run('mine remove 12 404')).output).toBe(
    'Removed 1 offer from the watch list.\nThe watch list has no offer 404.\n',
  );
  const again = await run('mine add 11 --sensitivity quick --mute-for 2h');
  expect(again.stdout).toBe('Added 0 offers to the watch list, 1 was on it before.\n');
  const listed = JSON.parse((await run('mine list --json')).stdout) as unknown;
  expect(listed).toMatchObject({
    watchlist: [
      { offerId: '11', after: '10m', sensitivity: 'quick', mutedUntil: expect.any(String) as string },
    ],
    total: 1,
  });
  expect((await run('mine list')).output).toMatch(
    /^11 +Kids’ Games +Paused .* after 10m +(2 h|1 h 59 min)$/m,
  );

  expect(changesIn((await run('changes --mine')).stdout)).toEqual([
    'Kids’ Games (11) PT: new',
    'Kids’ Games (11) PT: paused (was Active)',
  ]);
});

test('changes --follow prints each further change, and Ctrl-C ends it with 0', async () => {
  const following = startCli('changes --follow --limit 1 --kinds resumed,name', environment);
  await poll('it waits', () => !following.hasEnded());
  await observe('11', 4, { offerName: 'Kids’ Games', status: 'Active' });
  await following.waitFor(/Kids’ Games \(11\) PT: active again \(was Paused\)$/m);
  await observe('12', 5, { offerName: '\x1b[31mRed', payout: '2.5' });
  await following.waitFor(/ \(12\) PT: name Prize Draw → +Red$/m);

  expect(await following.stop('SIGINT')).toBe(0);
  expect(changesIn(following.stdout())).toHaveLength(2);
});
