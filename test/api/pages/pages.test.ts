import { Client } from 'pg';
import { HOSTILE_TEXTS, CONTROL_CHARACTERS } from '../../../harness/hostile-texts';
import type { Store } from '../../../src/store';
import { startTestApi, type TestApi } from '../test-api';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let api: TestApi;
let runs = 0;

beforeEach(async () => {
  api = await startTestApi({ withDatabase: true });
});

afterEach(() => api.stop());

type Ending = Omit<Parameters<Store['finishRun']>[0], 'run'>;

/** Store a run that has ended like this. */
async function saveRun(kind: 'high' | 'full', ending: Ending, workflowId: string = `${kind}-sync`) {
  runs += 1;
  const run = { workflowId, runId: `01a21741-1f78-7e63-b2fb-${String(runs).padStart(12, '0')}` };
  await api.store.beginRun({ run, kind, trigger: 'manual', params: {}, deadlineSeconds: 60 });
  await api.store.finishRun({ run, ...ending });
  return run;
}

const COMPLETED: Ending = { status: 'completed', reasons: [], error: null };

const open = async (url: string) => {
  const response = await api.request(url, { headers: BROWSER });
  expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
  return response;
};

test('a browser gets the runs as a page, other clients get JSON, and so does a browser that asks for it', async () => {
  await saveRun('high', COMPLETED);

  expect((await open('/api/syncs')).text).toContain('HIGH <small>0 offers met');
  for (const [url, headers] of [
    ['/api/syncs', {}],
    ['/api/syncs', { accept: 'application/json, text/html' }],
    ['/api/syncs?format=json', BROWSER],
  ] as const) {
    const { body } = await api.request(url, { headers });
    expect(body.syncs).toHaveLength(1);
  }
});

test('the page of runs has the kinds and the older runs', async () => {
  for (let index = 0; index < 3; index += 1) await saveRun('high', COMPLETED, `high-${index}`);
  await saveRun('full', COMPLETED, 'full-1');

  const first = (await open('/api/syncs?kind=high&limit=2')).text;
  expect(first).toContain('http-equiv="refresh"');
  expect(first).toContain('<b>HIGH</b>');
  expect(first).toContain('href="../api/syncs?kind=full"');
  expect(first).toContain('high-2');
  expect(first).not.toContain('full-1');

  const [, older = ''] = /href="\.\.(\/api\/syncs\?[^"]*cursor=[^"]+)"/.exec(first)!;
  const second = (await open(older.replaceAll('&amp;', '&'))).text;
  expect(second).toContain('high-0');
  expect(second).not.toContain('high-2');
  expect(second).not.toContain('Older runs');
  // The cursor is of a moment: reloading shows nothing new.
  expect(second).not.toContain('http-equiv="refresh"');
});

test('a run links to its audit, to Temporal, and to the offers that left during it', async () => {
  const { runId } = await saveRun('full', COMPLETED, 'full sync/of:today');
  const client = new Client({ connectionString: api.databaseUrl });
  await client.connect();
  await client.query('UPDATE sync_runs SET offers_paused = 1204, list_removed = 3, offers_gone = 2');
  await client.end();

  const { text } = await open('/api/syncs');
  const id = 'full%20sync%2Fof%3Atoday';
  expect(text).toContain(`href="../api/syncs/${id}?runId=${runId}"`);
  expect(text).toContain(`href="http://ui.example/namespaces/default/workflows/${id}/${runId}/history"`);
  const [, href = ''] = /href="\.\.([^"]+)"\s*>1,204 no longer Active, 3 left the list, 2 gone</.exec(text)!;
  expect((await api.request(href.replaceAll('&amp;', '&'))).statusCode).toBe(200);
});

test('labels the sandbox, and names any other network', async () => {
  expect((await open('/api/syncs')).text).not.toContain('>sandbox<');
  await api.store.claimSource('sandbox');
  expect((await open('/api/syncs')).text).toContain('>sandbox<');
});

test('says that the last run of a kind failed, such as for a refused token, until another one ends', async () => {
  await api.store.claimSource('network.example');
  await saveRun('high', { status: 'failed', reasons: [], error: 'the network refused the token' });
  await saveRun('full', COMPLETED);

  const { text } = await open('/api/syncs');
  expect(text).toContain('<p>network.example</p>');
  expect(text.replaceAll(/\s+/g, ' ')).toMatch(
    /The last HIGH failed \d+ s ago: the network refused the token\. The command <code>doctor<\/code>/,
  );
  expect(text).not.toContain('The last FULL failed');

  await saveRun('high', COMPLETED);
  expect((await open('/api/syncs')).text).not.toContain('class="problem"');
});

test('without Temporal the page of the queues says so, with the status 503, and retries', async () => {
  const { statusCode, text } = await open('/api/queues');

  expect(statusCode).toBe(503);
  expect(text).toContain(
    'The Temporal server cannot be reached. Try again later. This page retries every 5 s.',
  );
});

test('no text from outside reaches a page as markup or with control characters', async () => {
  await api.store.claimSource(HOSTILE_TEXTS[11]!);
  for (const text of HOSTILE_TEXTS) {
    await saveRun('high', { status: 'failed', reasons: [text], error: text }, `x${text}`);
    await saveRun('full', { status: 'incomplete', reasons: [text], error: null });
  }

  for (const query of [
    'limit=100',
    ...HOSTILE_TEXTS.map((text) => `kind=high&x=${encodeURIComponent(text)}`),
  ]) {
    const { text } = await api.request(`/api/syncs?${query}`, { headers: BROWSER });
    expect(CONTROL_CHARACTERS.exec(text)).toBeNull();
    expect(text).not.toMatch(/<(script|img|svg)\b/i);
  }
});
