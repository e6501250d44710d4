import { readMirror } from '../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { runSync } from '../../harness/mirror/run-sync';
import type { BeforeAnswer } from '../../src/sandbox/serve-network';

/** A frozen moment: what changes, changes by script. */
const NOW = Date.parse('2026-01-05T10:00:00Z');

/** So many offers convert: two full batches, and one of 20. */
const LISTED = 120;

let mirror: LentMirror;
let beforeAnswer: BeforeAnswer | undefined;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: {
      offers: 1_600,
      convertingShare: 0.15,
      clock: () => NOW,
      beforeAnswer: (number, params, catalogue) => beforeAnswer?.(number, params, catalogue),
    },
  });
});

afterAll(() => mirror.stop());

beforeEach(async () => {
  mirror.sandbox.reset();
  const { catalogue } = mirror.sandbox;
  const converting = catalogue
    .idsAt(NOW, { order: 'ID', status: 'Active' })
    .filter((id) => catalogue.truthAt(id, NOW)?.lastConvAgeSeconds !== null);
  for (const id of converting.slice(LISTED)) catalogue.stopConverting(id);
  await runSync(mirror, 'full');
});

async function readList(): Promise<string[]> {
  return [...(await readMirror(mirror, true)).keys()].sort();
}

/** The requests that a run of HIGH made, in the order in which the network saw them. */
async function runHigh() {
  const before = mirror.sandbox.requests.total;
  const audit = await runSync(mirror, 'high');
  const asked = mirror.sandbox.requests.log
    .filter(({ number }) => number > before)
    .map(({ params }) => params);
  return { audit, asked };
}

test('a HIGH asks for exactly the offers on the list, fifty at a time, whatever their status', async () => {
  const listed = await readList();
  expect(listed).toHaveLength(LISTED);

  const { audit, asked } = await runHigh();

  const batches = asked.map(({ offers }) => (offers ?? '').split(','));
  expect(batches.map(({ length }) => length).sort((a, b) => b - a)).toEqual([50, 50, 20]);
  expect(batches.flat().sort()).toEqual(listed);
  expect(asked.filter(({ status }) => status !== undefined)).toEqual([]);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    pagesPlanned: 3,
    pagesRead: 3,
    offersExpected: LISTED,
    offersMet: LISTED,
    offersDistinct: LISTED,
    offersDuplicate: 0,
    offersNew: 0,
    offersChanged: 0,
    offersPaused: 0,
    offersAbsent: 0,
    requests: 3,
    retries: 0,
    listBefore: LISTED,
    listAfter: LISTED,
    listAdded: 0,
    listRemoved: 0,
  });
});

test('a pause shows after the next HIGH, and the offer leaves the list', async () => {
  const [first, second] = (await readList()) as [string, string];
  mirror.sandbox.catalogue.pause(first);
  mirror.sandbox.catalogue.block(second);

  const { audit } = await runHigh();

  await expect(mirror.store.readOffer(first)).resolves.toMatchObject({ status: 'Paused' });
  await expect(mirror.store.readOffer(second)).resolves.toMatchObject({ status: 'Blocked' });
  expect(await readList()).not.toContain(first);
  expect(audit).toMatchObject({ status: 'completed', offersMet: LISTED, offersChanged: 2, offersPaused: 2 });
  expect(audit).toMatchObject({ listBefore: LISTED, listAfter: LISTED - 2, listAdded: 0, listRemoved: 2 });
});

test('a pause in the middle of a HIGH shows where it was asked afterwards, and in the next HIGH at the latest', async () => {
  const [paused] = (await readList()).slice(-1) as [string];
  const before = mirror.sandbox.requests.total;
  beforeAnswer = (number, _params, catalogue) => {
    if (number === before + 2) catalogue.pause(paused);
  };
  await runHigh();
  beforeAnswer = undefined;

  await runHigh();

  await expect(mirror.store.readOffer(paused)).resolves.toMatchObject({ status: 'Paused' });
  expect(await readList()).not.toContain(paused);
});

test('an offer that stops converting leaves the list, and stays in the mirror as Active', async () => {
  const [first] = (await readList()) as [string];
  mirror.sandbox.catalogue.stopConverting(first);

  const { audit } = await runHigh();

  await expect(mirror.store.readOffer(first)).resolves.toMatchObject({
    status: 'Active',
    lastConversionAt: null,
  });
  expect(await readList()).not.toContain(first);
  expect(audit).toMatchObject({ offersChanged: 1, offersPaused: 0, listAfter: LISTED - 1, listRemoved: 1 });
});

test('an offer that the network leaves out is noted, and stays as it was', async () => {
  const [first] = (await readList()) as [string];
  mirror.sandbox.catalogue.remove(first);

  const { audit } = await runHigh();

  expect(audit).toMatchObject({ status: 'completed', offersMet: LISTED - 1, offersAbsent: 1, offersGone: 0 });
  expect(audit).toMatchObject({ listBefore: LISTED, listAfter: LISTED });
  await expect(mirror.store.readOffer(first)).resolves.toMatchObject({ status: 'Active' });
});

test('an empty list is a complete HIGH that asks the network nothing', async () => {
  const { catalogue } = mirror.sandbox;
  for (const id of await readList()) catalogue.stopConverting(id);
  await runHigh();
  expect(await readList()).toEqual([]);

  const { audit, asked } = await runHigh();

  expect(asked).toEqual([]);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesPlanned: 0,
    pagesRead: 0,
    offersMet: 0,
    requests: 0,
    listBefore: 0,
    listAfter: 0,
  });
});

test('an offer that the network calls unknown is Unknown at once', async () => {
  const strict = await lendMirror({
    sandbox: { offers: 300, clock: () => NOW, unknownIds: 'as-unknown', convertingShare: 0.2 },
  });
  try {
    await runSync(strict, 'full');
    const [first] = [...(await readMirror(strict, true)).keys()] as [string];
    strict.sandbox.catalogue.remove(first);

    const audit = await runSync(strict, 'high');

    await expect(strict.store.readOffer(first)).resolves.toMatchObject({ status: 'Unknown' });
    expect(audit).toMatchObject({ status: 'completed', offersAbsent: 0, offersPaused: 1, listRemoved: 1 });
  } finally {
    await strict.stop();
  }
});
