import { observedOffer, useTestStore } from '../test-store';
import { judgeTick, readTitles } from './use-judge';

// The observations of these tests are more than 30 days older than the clock of the database.
const context = useTestStore();

async function pause(): Promise<void> {
  await judgeTick(context, { minutes: 0, offers: [observedOffer('7')] });
  await context.store.watchOffers(['7'], {});
  await judgeTick(context, { minutes: 2, offers: [observedOffer('7', { status: 'Paused' })] });
}

test('an offer that returns after more than 30 days has a message, also if the step that sees it closes old episodes', async () => {
  await pause();
  await judgeTick(context, { minutes: 4, offers: [observedOffer('7')], kind: 'full' });
  expect(await readTitles(context)).toEqual(['Paused: Games PT (7)', 'Active again: Games PT (7)']);
  expect(await context.store.readEpisodeCounts()).toEqual([
    { kind: 'status_changed', open: 0, started: 1, ended: 1 },
  ]);
});

test('an episode that is closed because it is old counts as ended, and has no message', async () => {
  await pause();
  await judgeTick(context, { minutes: 4, offers: [observedOffer('7', { status: 'Paused' })], kind: 'full' });
  expect(await readTitles(context)).toEqual(['Paused: Games PT (7)']);
  expect(await context.store.readEpisodeCounts()).toEqual([
    { kind: 'status_changed', open: 0, started: 1, ended: 1 },
  ]);
});
