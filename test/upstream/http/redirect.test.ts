import { inspect } from 'node:util';
import { failureOf, PAGE, SECRET_TOKEN, withTestNetwork } from '../test-network';

const withToken = new URLSearchParams({ mwsd: SECRET_TOKEN }).toString();

test.each<[number, string, string | undefined]>([
  [301, `https://new.example/v2/offers/?${withToken}`, 'https://new.example/v2/offers/'],
  [
    302,
    `https://desk:${encodeURIComponent(SECRET_TOKEN)}@new.example:8443/login#${SECRET_TOKEN}`,
    'https://new.example:8443/login',
  ],
  [307, '//new.example/a b', 'http://new.example/…'],
  [308, `https://new.example/login/${encodeURIComponent(`next=/api?${withToken}`)}`, 'https://new.example/…'],

  [303, 'javascript:alert(1)', undefined],
])('HTTP %d says where to, without the query, and is not followed: %s', (status, location, to) =>
  withTestNetwork(
    (_, response) => response.writeHead(status, { location }).end(),
    async ({ upstream, requests }) => {
      const error = await failureOf(upstream.readPage(PAGE));

      expect(error).toMatchObject({ name: 'UpstreamRedirectedError', outcome: 'redirected', to });
      expect((error as Error).message).toContain(`(HTTP ${status})`);
      if (to !== undefined) expect((error as Error).message).toContain(`${to} `);
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/c4n4ry|s3cr3t|mwsd|desk/);
      expect(requests).toHaveLength(1);
    },
  ),
);

test('a redirect within the network names the whole address', () =>
  withTestNetwork(
    (_, response) => response.writeHead(301, { location: '/moved/' }).end(),
    async ({ upstream, port }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({
        to: `http://127.0.0.1:${port}/moved/`,
      });
    },
  ));

test('a redirect to an address that contains the token does not show it', () =>
  withTestNetwork(
    (_, response) =>
      response.writeHead(302, { location: 'https://abcdef0123456789.example/Abcdef0123456789/' }).end(),
    async ({ upstream }) => {
      const error = await failureOf(upstream.readPage(PAGE));
      expect(error).toMatchObject({ name: 'UpstreamRedirectedError', to: undefined });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/0123456789/);
    },
    { token: 'abcdef0123456789' },
  ));
