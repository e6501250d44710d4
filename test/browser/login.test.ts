import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { poll } from '../../harness/poll';
import { findViolations } from './harness/axe';
import { useBrowser } from './harness/use-browser';

const KEY = 'the-key-of-these-tests';
const READ_KEY = 'another-key-that-reads';

/** The browser reports every response with an error status. */
const UNAUTHORIZED = /status of 401/;

const stack = useBrowser({ keys: { key: KEY, readKey: READ_KEY }, worker: 'none', sandbox: { offers: 5 } });

const otherSite = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end('<p>x'),
);

beforeAll(() => new Promise<void>((resolve) => otherSite.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => otherSite.close(resolve)));

const keyField = (page: Page) => page.getByLabel('API key or read key');
const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' });

async function signIn(page: Page, key: string): Promise<void> {
  await keyField(page).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('asks for the key, says what is wrong with it, and then shows the page that was asked for', async () => {
  const page = await stack.open('/schedules', { expected: [UNAUTHORIZED] });
  await keyField(page).waitFor();
  expect(await page.getByRole('link', { name: 'Schedules' }).count()).toBe(0);

  await signIn(page, 'a wrong key');
  await page.getByRole('alert').filter({ hasText: 'This key is wrong' }).waitFor();
  expect(await keyField(page).getAttribute('aria-invalid')).toBe('true');

  await signIn(page, ` ${KEY} `);
  await signOut(page).waitFor();
  expect(page.url()).toBe(`${stack.url}/schedules`);
  expect(await page.getByRole('link', { name: 'Schedules' }).getAttribute('aria-current')).toBe('page');

  await page.reload();
  await signOut(page).waitFor();
});

test('keeps the key nowhere that scripts, the address or the history could reach', async () => {
  const page = await stack.open('/');
  await signIn(page, KEY);
  await signOut(page).waitFor();

  const reachable = await page.evaluate<string>(
    `JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href, history.state])`,
  );
  expect(reachable).not.toContain(KEY);
  expect(reachable).not.toContain('mobipium_session');
  const cookies = await page.context().cookies(`${stack.url}/api/offers`);
  expect(cookies).toMatchObject([
    { name: 'mobipium_session', httpOnly: true, sameSite: 'Strict', secure: false, path: '/api' },
  ]);
  expect(cookies[0]!.value).not.toContain(KEY);
});

test('signing out shows the form again, and nothing of the mirror', async () => {
  const page = await stack.open('/offers', { expected: [UNAUTHORIZED] });
  await signIn(page, KEY);
  await signOut(page).click();

  await keyField(page).waitFor();
  expect(await page.context().cookies(`${stack.url}/api`)).toEqual([]);
});

test('asks again when the session has ended in the middle, and goes on at the same address', async () => {
  const page = await stack.open('/runs?kind=full', { expected: [UNAUTHORIZED] });
  await signIn(page, KEY);
  await signOut(page).waitFor();

  await page.context().clearCookies();
  await poll('the page has read again, as after a return to its window', async () => {
    await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`);
    return keyField(page).isVisible();
  });
  await signIn(page, KEY);
  await signOut(page).waitFor();
  expect(page.url()).toBe(`${stack.url}/runs?kind=full`);
});

test('a reader sees the page without what changes something', async () => {
  const page = await stack.open('/schedules');
  await signIn(page, READ_KEY);

  await page.getByText('Read only').waitFor();
  await page.getByRole('heading', { name: 'Schedules' }).first().waitFor();
  expect(await page.getByRole('button', { name: /Pause|Resume|Run now/ }).count()).toBe(0);
});

test.each([
  // Another port of the same host is the same site for cookies.
  ['127.0.0.1', 'same-site', true],
  ['localhost', 'cross-site', false],
])('no page of another site changes state with the session: %s', async (host, site, hasCookie) => {
  const page = await stack.open('/');
  await signIn(page, KEY);
  await signOut(page).waitFor();
  const sent: object[] = [];
  stack.app.server.prependListener('request', ({ url, headers }, response) => {
    if (url !== '/api/syncs/high') return;
    const { cookie, 'sec-fetch-site': from } = headers;
    response.on('finish', () =>
      sent.push({ from, hasCookie: cookie !== undefined, statusCode: response.statusCode }),
    );
  });

  const other = await page.context().newPage();
  await other.goto(`http://${host}:${(otherSite.address() as AddressInfo).port}/`);
  await other.evaluate(
    `fetch('${stack.url}/api/syncs/high', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => 0).then(() => 0)`,
  );
  await other.evaluate(`{
    const form = document.createElement('form');
    form.method = 'post';
    form.action = '${stack.url}/api/syncs/high';
    document.body.append(form);
    form.submit();
  }`);
  await poll('both requests have arrived', () => sent.length >= 2);

  const statusCode = hasCookie ? 403 : 401;
  expect(sent).toEqual(Array(2).fill({ from: site, hasCookie, statusCode }));
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('the form meets WCAG 2.2 AA (phone: %s, dark: %s)', async (isPhone, isDark) => {
  const page = await stack.open('/', { isPhone, isDark, expected: [UNAUTHORIZED] });
  await signIn(page, 'a wrong key');
  await page.getByRole('alert').waitFor();

  expect(await findViolations(page)).toEqual([]);
});

test('the form is also Chinese', async () => {
  const page = await stack.open('/', { locale: 'zh-CN' });

  await page.getByLabel('API 密钥或只读密钥').fill(KEY);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
});
