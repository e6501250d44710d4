import { poll } from '../../harness/poll';
import { startProxyTo } from '../../harness/servers/tcp-proxy';
import { builtPage } from '../../harness/web/built-page';
import { buildApp } from '../../src/api/app';
import { createStore } from '../../src/store';
import { prepareMirror } from './harness/prepare-mirror';
import { useBrowser } from './harness/use-browser';

const stack = useBrowser({
  sandbox: { offers: 900, convertingShare: 0.2 },
  // The last runs stay the ones that the test has seen.
  settings: { HIGH_SYNC_EVERY: '1d', FULL_SYNC_EVERY: '1d' },
});

beforeAll(() => prepareMirror(stack), 120_000);

test('pages say since when the database is away, keep what was known, and recover without a reload', async () => {
  const { proxy, url } = await startProxyTo(stack.environment.DATABASE_URL);
  const store = createStore({ databaseUrl: url });
  const app = buildApp({
    store,
    syncs: stack.syncs,
    networkUrl: stack.config.upstream.url,
    pageFolder: await builtPage(),
  });
  const directUrl = stack.url;
  try {
    stack.url = await app.listen({ host: '127.0.0.1', port: 0 });
    const today = await stack.open('/');
    const seen = today.getByText(/^seen .* ago \(HIGH\) · .* ago \(FULL\)$/);
    await today.getByText('Fresh').waitFor();
    await seen.waitFor();
    await today.locator('[data-live="live"]').waitFor();
    await proxy.disconnect();

    await today.getByText(/^database away since \d\d:\d\d:\d\d$/).waitFor();
    await today.getByText('Needs attention').waitFor();
    await today.getByText('The database cannot be reached. What to do:').waitFor();
    expect(await today.locator('body').innerText()).not.toContain('never');
    await seen.waitFor();
    const alerts = await today.context().newPage();
    await alerts.goto(`${stack.url}/alerts`);
    await alerts.getByText('The database cannot be reached.').nth(3).waitFor();
    await alerts.evaluate('window.isMarked = true');

    await proxy.reconnect();
    for (const page of [today, alerts]) await page.locator('[data-live="live"]').waitFor();
    await today.getByText('Fresh').waitFor();
    await alerts.getByRole('region', { name: 'Watch list' }).getByRole('row').nth(1).waitFor();
    await poll(
      'all parts of the page',
      async () => (await alerts.getByText('The database cannot be reached.').count()) === 0,
    );
    // Not reloaded.
    expect(await alerts.evaluate('window.isMarked')).toBe(true);
    // A page whose API ends reports that it lost its connection.
    await today.context().close();
  } finally {
    stack.url = directUrl;
    await app.close();
    await store.close();
    await proxy.close();
  }
});
