import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecretSearch } from '../../../harness/secret-search';
import { letEverythingGoWrong, type Said } from './faults';
import { type Place, readDatabase, readOutput, readTemporal } from './places';
import { REFLECTIONS } from './reflection';
import { SECRETS } from './secrets';
import { setStage, type Stage } from './stage';

const REFUSED = 'the network refused the token';
const HELD_TOKEN = 'The value contains the token.';

let stage: Stage;
let said: Said;
const places: Place = new Map();

beforeAll(async () => {
  stage = await setStage();
  said = await letEverythingGoWrong(stage);
  for (const part of [
    said.midRun,
    await readDatabase(stage),
    await readTemporal(stage),
    readOutput(stage, said),
  ]) {
    for (const [name, texts] of part) places.set(name, [...(places.get(name) ?? []), ...texts]);
  }
}, 900_000);

afterAll(() => stage?.stop(), 60_000);

/** Whether a text holds any of the secrets, and which. */
const searches = Object.entries(SECRETS).map(([name, { core }]) => ({
  name,
  holds: createSecretSearch(core),
}));
const secretsIn = (text: string) => searches.filter(({ holds }) => holds(text)).map(({ name }) => name);

test('the search finds each secret in each spelling, also in the middle of other text', () => {
  for (const { text, core } of Object.values(SECRETS)) {
    const bytes = Buffer.from(text);
    const hidden = [
      text,
      core.toUpperCase(),
      encodeURIComponent(text),
      new URLSearchParams({ x: text }).toString(),
      JSON.stringify({ x: JSON.stringify(text) }),
      bytes.toString('hex'),
      bytes.toString('base64'),
      Buffer.from(`x${text}`).toString('base64'),
      Buffer.from(`xx${text}yyy`).toString('base64url'),
      JSON.stringify(bytes),
    ];
    for (const spelling of hidden)
      expect({ spelling, found: secretsIn(`…${spelling}…`) }).not.toMatchObject({ found: [] });
  }
  expect(secretsIn('c4n4ry, token, password, and all that')).toEqual([]);
});

test('every way in which a network can show the token again was met', () => {
  expect([...stage.reflection.shown].sort()).toEqual([...REFLECTIONS].sort());
});

/** What is in each place for sure: a search that does not find it has looked at nothing. */
const KNOWN: [place: string, known: string[]][] = [
  ['table offers', ['Sandbox ']],
  ['table offer_names', ['sandbox ']],
  ['table conversion_list', []],
  ['table sync_runs', [REFUSED, 'full-sync-manual', 'page 2']],
  ['table rejected_rows', [HELD_TOKEN, 'The row has no usable offer_id.']],
  ['table run_requests', ['page/2']],
  ['table request_pacing', ['full-sync-chunk']],
  ['sessions', ['SELECT']],
  ['log of PostgreSQL', ['password authentication failed']],
  ['workflows', ['fullSyncChunk', 'highPrioritySync']],
  ['histories', [REFUSED, 'UpstreamBrokenAnswerError', 'UpstreamUnreachableError', 'page/2']],
  ['memos', ['concurrency']],
  ['search attributes', ['high-priority-sync']],
  ['schedules', ['highPrioritySync']],
  ['queues', ['@']],
  ['files of Temporal', ['full-sync-manual', REFUSED]],
  [
    'answers of the API',
    ['Sandbox ', REFUSED, 'database cannot be reached', 'Internal error', 'not valid HTTP'],
  ],
  ['figures of the API', ['mobipium_offers']],
  ['figures of the worker', ['mobipium_upstream_requests', 'token_refused']],
  ['log file of start', ['highPriority']],
  ['output of worker', ['worker is ready', REFUSED, 'ECONNREFUSED']],
  ['output of worker with a wrong token', [REFUSED]],
  ['output of api', ['API is ready', 'request failed']],
  ['output of start', ['API ']],
];

test.each(KNOWN)('no secret is in: %s', (name, known) => {
  const texts = places.get(name) ?? [];
  expect(texts.length).toBeGreaterThan(0);
  const all = texts.join('\n');
  for (const word of known) expect({ word, isThere: all.includes(word) }).toEqual({ word, isThere: true });
  expect(texts.filter((text) => secretsIn(text).length > 0).slice(0, 3)).toEqual([]);
});

test('no secret is anywhere else, and every place was looked at', () => {
  const known = new Set(KNOWN.map(([name]) => name));
  const others = [...places].filter(([name]) => !known.has(name));

  const leaking = others.filter(([, texts]) => texts.some((text) => secretsIn(text).length > 0));
  expect(leaking.map(([name]) => name)).toEqual([]);
  const empty = others.filter(([, texts]) => texts.length === 0).map(([name]) => name);
  expect(empty).toEqual([]);
  expect(others.filter(([name]) => name.startsWith('output of ')).length).toBeGreaterThan(30);
});

test('the one file that holds a secret is for its owner alone', () => {
  const file = join(stage.environment.DATA_DIR, 'network', 'running.json');

  expect(secretsIn(readFileSync(file, 'utf8'))).toEqual(['password']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
