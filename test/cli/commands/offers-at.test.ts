import { poll } from '../../../harness/poll';
import { runCli } from '../../../harness/processes/program';
import { runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { answerWith, observedOffer } from '../../store/test-store';

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 300 } });
  await runSync(stack, 'full');
});

afterAll(() => stack.stop());

const run = (command: string) => runCli(command, stack.environment);

test('offers --at shows an earlier time, and so does one offer', async () => {
  const { offers } = await stack.store.listOffers({ limit: 1, filters: { status: 'Active' } });
  const { offerId, payout } = offers[0]!;
  const at = await stack.store.readClock();
  await poll('the clock of the database has moved on', async () => (await stack.store.readClock()) > at);
  await stack.store.saveAnswer(
    answerWith([observedOffer(offerId, { payout: '77.5' })], { observedAt: await stack.store.readClock() }),
  );

  const past = await run(`offers --at ${at} --limit 500 --json`);
  expect(past.code).toBe(0);
  const page = JSON.parse(past.stdout) as { at: string; offers: { offerId: string; payout: string }[] };
  expect(Date.parse(page.at)).toBe(Math.floor(Date.parse(at)));
  expect(page.offers.find((offer) => offer.offerId === offerId)).toMatchObject({ payout });
  expect((await run(`offers ${offerId} --at ${at}`)).output).toMatch(
    new RegExp(`^Payout +${payout!.replace('.', '\\.')} `, 'm'),
  );
  expect((await run(`offers ${offerId}`)).output).toMatch(/^Payout +77\.5 /m);

  const table = await run(`offers --at ${at} --limit 2`);
  expect(table.output).toMatch(/^2 of \d+ offers at 20\d\d-\d\d-\d\d \d\d:/m);
  const [, cursor] = /--at 20\S+Z --cursor (\S+)$/m.exec(table.output)!;
  expect((await run(`offers --at ${at} --limit 2 --cursor ${cursor}`)).code).toBe(0);
});

test.each([
  ['offers --at 2020-01-01', /^The history begins at /],
  ['offers 3790 --at 2099-01-01', /^at is in the future/],
  ['offers 77777777 --at 1m', /^The (mirror had no offer 77777777 at|history begins at) /],
])('%s has no state to show', async (command, message) => {
  const { code, stdout, output } = await run(command);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(output).toMatch(message);
});
