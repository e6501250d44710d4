import type { RequestListener } from 'node:http';
import { createSecretSearch } from '../../../harness/secret-search';
import type { OfferAnswer } from '../../../src/upstream/parse/answer';
import { createTokenDetector } from '../../../src/upstream/parse/token-echo';
import { envelope, failureOf, respondWithJson, SECRET_TOKEN, withTestNetwork } from '../test-network';

const CORE = 'c4n4rys3cr3t';
/** With characters that every encoding has to escape. */
const TOKEN = `${CORE}+&"= %<é>`;
const FORM = new URLSearchParams({ mwsd: TOKEN }).toString();
const showsToken = createSecretSearch(CORE);

const ENCODINGS = {
  plain: TOKEN,
  'in a sentence': `see ${TOKEN}, please`,
  'in capitals': TOKEN.toUpperCase(),
  'in a query': `https://x.example/?${FORM}`,
  'in a query with lower-case escapes': `https://x.example/?${FORM.replaceAll(/%../g, (escape) => escape.toLowerCase())}`,
  'in the path of a URL': `https://x.example/${encodeURIComponent(TOKEN)}/`,
  'in a URL within a URL': `https://x.example/?to=${encodeURIComponent(`https://y.example/?${FORM}`)}`,
  'with every character escaped': [...Buffer.from(TOKEN)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join(''),
  'in JSON': JSON.stringify({ token: TOKEN }),
  'in HTML': `<a title="${TOKEN.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}">`,
  'in base64': Buffer.from(TOKEN).toString('base64'),
  'in base64 after one byte': Buffer.from(`x${TOKEN}yz`).toString('base64'),
  'in base64 after two bytes': Buffer.from(`xx${TOKEN}`).toString('base64url'),
};

/** All text of an answer. */
function textOf(answer: OfferAnswer): string {
  return JSON.stringify(answer);
}

test.each(Object.entries(ENCODINGS))('a token that the network echoes %s is withheld', (_encoding, shown) =>
  withTestNetwork(
    respondWithJson(
      envelope([
        {
          offer_id: '1',
          offer_name: shown,
          status: 'Active',
          offer_url: `before ${shown} after`,
          payout: '1.5',
        },
        { offer_id: '2', offer_name: 'Harmless', status: shown, daily_cap: shown, last_conv: shown },
        { offer_id: '3', offer_name: { deep: [shown] }, payout: { [shown]: 1 } },
        { offer_id: shown, offer_name: 'No id' },
        [shown],
        shown,
        { offer_name: `${'x'.repeat(1_990)}${shown}` },
      ]),
    ),
    async ({ upstream }) => {
      const answer = await upstream.readPage({ page: 1, pageSize: 100 });

      expect(showsToken(textOf(answer))).toBe(false);
      expect(answer.ids).toEqual(['1', '2', '3']);
      // Values without the token are kept, and values with it are rejected with a reason.
      expect(answer.offers[0]).toEqual({ offerId: '1', offer: { status: 'Active', payout: '1.5' } });
      expect(answer.offers[1]).toEqual({ offerId: '2', offer: { offerName: 'Harmless' } });
      const reasons = answer.rejected.map(({ field, reason, raw }) => ({ field, reason, raw }));
      const raw = '"(withheld: it contains the token)"';
      expect(reasons).toContainEqual({ field: 'offer_name', reason: 'The value contains the token.', raw });
      expect(reasons).toContainEqual({ field: 'status', reason: expect.any(String) as string, raw });
      expect(reasons).toContainEqual({ field: null, reason: 'The row has no usable offer_id.', raw });
      expect(answer.rejected).toHaveLength(2 + 3 + 2 + 4);
    },
    { token: TOKEN },
  ),
);

test('a token with characters that JSON escapes is withheld from rejected values', () => {
  const token = `ab"cd'ef\\gh<`;
  const row = { offer_id: '1', offer_name: token, payout: { text: token } };
  return withTestNetwork(
    respondWithJson(envelope([row])),
    async ({ upstream }) => {
      const { offers, rejected } = await upstream.readPage({ page: 1, pageSize: 100 });
      expect(offers).toEqual([{ offerId: '1', offer: {} }]);
      expect(rejected.map(({ raw }) => raw)).toEqual(Array(2).fill('"(withheld: it contains the token)"'));
    },
    { token },
  );
});

test('an id that is the token is not usable', () =>
  withTestNetwork(
    respondWithJson(envelope([{ offer_id: CORE, offer_name: 'x' }])),
    async ({ upstream }) => {
      const answer = await upstream.readPage({ page: 1, pageSize: 100 });

      expect(answer).toMatchObject({ ids: [], offers: [] });
      expect(showsToken(textOf(answer))).toBe(false);
    },
    { token: CORE },
  ));

test('a token without a long unescaped part is found plain, URL-escaped and in base64', () => {
  const containsToken = createTokenDetector(SECRET_TOKEN);
  for (const text of [
    `see ${SECRET_TOKEN}.`,
    `https://x.example/${encodeURIComponent(SECRET_TOKEN)}`,
    `https://x.example/?${new URLSearchParams({ mwsd: SECRET_TOKEN }).toString()}`,
    Buffer.from(`x${SECRET_TOKEN}`).toString('base64'),
  ]) {
    expect(containsToken(text)).toBe(true);
  }
});

test('ordinary text does not count as the token', () => {
  const containsToken = createTokenDetector(SECRET_TOKEN);
  for (const text of ['', '%', '%zz%', 'c4n4ry', '100 % of today', 'https://x.example/?a=%F0%9F%92%A9+b']) {
    expect(containsToken(text)).toBe(false);
  }
  // The sandbox's own token is not secret, and occurs in its offers.
  expect(createTokenDetector('sandbox')('Sandbox 1005, see https://sandbox.example')).toBe(false);
});

test('the error for an answer that echoes the request in every part does not contain the token', async () => {
  const reflect: RequestListener = (request, response) => {
    const echo = String(request.url);
    response.writeHead(302, echo.replaceAll(/[^\x21-\x7e]/g, ''), {
      location: echo,
      'x-echo': echo,
      'retry-after': echo,
    });
    response.end(echo);
  };
  await withTestNetwork(
    reflect,
    async ({ upstream }) => {
      const error = await failureOf(upstream.readPage({ page: 1, pageSize: 100 }));
      expect(error).toMatchObject({ name: 'UpstreamRedirectedError' });
      expect(showsToken(JSON.stringify(Object.getOwnPropertyDescriptors(error)))).toBe(false);
    },
    { token: TOKEN },
  );
});
