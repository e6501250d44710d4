import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecretSearch } from '../../../harness/secret-search';
import { provokeFaults } from './provoke-faults';
import { REFLECTIONS } from './reflecting-network';
import { SECRETS, SESSIONS } from './secrets';
import { readDatabaseSinks, readOutputSinks, readTemporalSinks, type Sinks } from './sinks';
import { type LeakStack, startLeakStack } from './stack';

const REFUSED = 'the network refused the token';
const CONTAINS_TOKEN = 'The value contains the token.';
const WITHHELD = '(withheld: it contains the token)';

let stack: LeakStack;
const sinks: Sinks = new Map();

beforeAll(async () => {
  stack = await startLeakStack();
  const outputs = await provokeFaults(stack);
  for (const part of [
    outputs.duringRun,
    await readDatabaseSinks(stack),
    await readTemporalSinks(stack),
    readOutputSinks(stack, outputs),
  ]) {
    for (const [name, texts] of part) sinks.set(name, [...(sinks.get(name) ?? []), ...texts]);
  }
  searches.push(...SESSIONS.map((core) => createSearch('session', core)));
}, 900_000);

afterAll(() => stack?.stop(), 60_000);

const createSearch = (name: string, core: string) => ({ name, matches: createSecretSearch(core) });
const searches = Object.entries(SECRETS).map(([name, { core }]) => createSearch(name, core));
const secretsIn = (text: string) => searches.filter(({ matches }) => matches(text)).map(({ name }) => name);

test('the search finds each secret in each encoding, including inside other text', () => {
  for (const { text, core } of Object.values(SECRETS)) {
    const bytes = Buffer.from(text);
    const encodings = [
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
    for (const encoding of encodings)
      expect({ encoding, found: secretsIn(`…${encoding}…`) }).not.toMatchObject({ found: [] });
  }
  expect(secretsIn('c4n4ry, token, password, and all that')).toEqual([]);
});

test('sessions began with both keys, and are searched for', () => {
  expect(SESSIONS.length).toBeGreaterThanOrEqual(4);
  for (const core of SESSIONS) expect(secretsIn(`cookie: ${core}`)).toContain('session');
});

test('every way of reflecting the token was used', () => {
  expect([...stack.network.used].sort()).toEqual([...REFLECTIONS].sort());
});

/** Texts that each sink contains: a search that does not find them has read nothing. */
const KNOWN_TEXTS: [sink: string, texts: string[]][] = [
  ['table offers', ['Sandbox ']],
  ['table offer_names', ['sandbox ']],
  ['table conversion_list', []],
  ['table sync_runs', [REFUSED, 'full-sync-manual', 'page 2']],
  ['table rejected_rows', [CONTAINS_TOKEN, 'The row has no usable offer_id.']],
  ['table run_requests', ['page/2', WITHHELD]],
  ['table answer_fields', ['offer_id']],
  ['table request_pacing', ['full-sync-chunk']],
  ['table alert_messages', ['Paused: ', 'it redirects to another address']],
  ['table alert_channels', ['webhook-', 'feishu-', 'mail', 'telegram', 'it cannot be reached']],
  ['table alert_mutes', ['cap_reached']],
  ['table watchlist', []],
  ['table network_silences', []],
  ['sessions', ['SELECT']],
  ['log of PostgreSQL', ['password authentication failed']],
  ['workflows', ['fullSyncChunk', 'highPrioritySync', 'deliverAlert', 'testAlerts']],
  [
    'histories',
    [
      REFUSED,
      'UpstreamBrokenAnswerError',
      'UpstreamUnreachableError',
      'page/2',
      'it answers HTTP 500',
      'it cannot be reached',
    ],
  ],
  ['memos', ['concurrency']],
  ['search attributes', ['high-priority-sync']],
  ['schedules', ['highPrioritySync']],
  ['queues', ['@']],
  ['files of Temporal', ['full-sync-manual', REFUSED]],
  [
    'responses of the API',
    ['Sandbox ', REFUSED, 'database cannot be reached', 'Internal error', 'not valid HTTP'],
  ],
  ['metrics of the API', ['mobipium_offers', 'mobipium_alert_messages_pending']],
  ['metrics of the worker', ['mobipium_upstream_requests', 'token_refused']],
  ['traces of the worker', ['deliverMessage', 'copyPage']],
  ['log file of start', ['highPriority']],
  ['output of worker', ['worker is ready', REFUSED, 'ECONNREFUSED', 'it answers HTTP 500', 'SMTP 535']],
  ['output of worker with a wrong token', [REFUSED]],
  ['output of api', ['API is ready', 'request failed']],
  ['output of start', ['Database ']],
];

test.each(KNOWN_TEXTS)('%s contains no secret', (name, known) => {
  const texts = sinks.get(name) ?? [];
  expect(texts.length).toBeGreaterThan(0);
  const all = texts.join('\n');
  for (const text of known) expect({ text, isThere: all.includes(text) }).toEqual({ text, isThere: true });
  expect(texts.filter((text) => secretsIn(text).length > 0).slice(0, 3)).toEqual([]);
});

test('no other sink contains a secret, and each of them was read', () => {
  const known = new Set(KNOWN_TEXTS.map(([name]) => name));
  const others = [...sinks].filter(([name]) => !known.has(name));

  const leaking = others.filter(([, texts]) => texts.some((text) => secretsIn(text).length > 0));
  expect(leaking.map(([name]) => name)).toEqual([]);
  const empty = others.filter(([, texts]) => texts.length === 0).map(([name]) => name);
  expect(empty).toEqual([]);
  expect(others.filter(([name]) => name.startsWith('output of ')).length).toBeGreaterThan(30);
});

test('only the owner can read the file that contains a secret', () => {
  const file = join(stack.environment.DATA_DIR, 'network', 'running.json');

  expect(secretsIn(readFileSync(file, 'utf8'))).toEqual(['password']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
