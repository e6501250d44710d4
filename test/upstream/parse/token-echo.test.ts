import type { RequestListener } from 'node:http';
import { createSecretSearch } from '../../../harness/secret-search';
import type { OfferAnswer } from '../../../src/upstream/parse/answer';
import { createTokenDetector } from '../../../src/upstream/parse/token-echo';
import { answerJson, CANARY_TOKEN, envelope, withStandIn } from '../stand-in';

const CORE = 'c4n4rys3cr3t';
/** As a network might make it, with signs that every encoding has to escape. */
const TOKEN = `${CORE}+&"= %<é>`;
const FORM = new URLSearchParams({ mwsd: TOKEN }).toString();
const showsToken = createSecretSearch(CORE);

const SPELLINGS = {
  'as it is': TOKEN,
  'in a sentence': `see ${TOKEN}, please`,
  'in capitals': TOKEN.toUpperCase(),
  'in a query': `https://x.example/?${FORM}`,
  'in a query in lower case': `https://x.example/?${FORM.replaceAll(/%../g, (escape) => escape.toLowerCase())}`,
  'as a part of a URL': `https://x.example/${encodeURIComponent(TOKEN)}/`,
  'in a URL within a URL': `https://x.example/?to=${encodeURIComponent(`https://y.example/?${FORM}`)}`,
  'with every sign escaped': [...Buffer.from(TOKEN)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join(''),
  'in JSON': JSON.stringify({ token: TOKEN }),
  'in HTML': `<a title="${TOKEN.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}">`,
  'in base64': Buffer.from(TOKEN).toString('base64'),
  'in base64 after one sign': Buffer.from(`x${TOKEN}yz`).toString('base64'),
  'in base64 after two signs': Buffer.from(`xx${TOKEN}`).toString('base64url'),
};

/** Every text that an answer hands on. */
function textsOf(answer: OfferAnswer): string {
  return JSON.stringify(answer);
}

test.each(Object.entries(SPELLINGS))(
  'a token that the network shows again %s reaches nobody',
  (_how, shown) =>
    withStandIn(
      answerJson(
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

        expect(showsToken(textsOf(answer))).toBe(false);
        expect(answer.ids).toEqual(['1', '2', '3']);
        // What does not hold it is kept, and what does leaves its reason.
        expect(answer.offers[0]).toEqual({ offerId: '1', offer: { status: 'Active', payout: '1.5' } });
        expect(answer.offers[1]).toEqual({ offerId: '2', offer: { offerName: 'Harmless' } });
        const reasons = answer.rejected.map(({ field, reason, raw }) => ({ field, reason, raw }));
        const raw = '"(it holds the token, so it is not kept)"';
        expect(reasons).toContainEqual({ field: 'offer_name', reason: 'The value holds the token.', raw });
        expect(reasons).toContainEqual({ field: 'status', reason: expect.any(String) as string, raw });
        expect(reasons).toContainEqual({ field: null, reason: 'The row has no usable offer_id.', raw });
        expect(answer.rejected).toHaveLength(2 + 3 + 2 + 4);
      },
      { token: TOKEN },
    ),
);

test('an id that is the token is no id', () =>
  withStandIn(
    answerJson(envelope([{ offer_id: CORE, offer_name: 'x' }])),
    async ({ upstream }) => {
      const answer = await upstream.readPage({ page: 1, pageSize: 100 });

      expect(answer).toMatchObject({ ids: [], offers: [] });
      expect(showsToken(textsOf(answer))).toBe(false);
    },
    { token: CORE },
  ));

test('ordinary texts are not taken for the token', () => {
  const holdsToken = createTokenDetector(CANARY_TOKEN);
  for (const text of ['', '%', '%zz%', 'c4n4ry', '100 % of today', 'https://x.example/?a=%F0%9F%92%A9+b']) {
    expect(holdsToken(text)).toBe(false);
  }
  // The sandbox's own token is no secret, and a word of its offers.
  expect(createTokenDetector('sandbox')('Sandbox 1005, see https://sandbox.example')).toBe(false);
});

test('a network that answers with its own request in every part of the answer is told apart by the answer alone', async () => {
  const reflect: RequestListener = (request, response) => {
    const said = String(request.url);
    response.writeHead(302, said.replaceAll(/[^\x21-\x7e]/g, ''), {
      location: said,
      'x-said': said,
      'retry-after': said,
    });
    response.end(said);
  };
  await withStandIn(
    reflect,
    async ({ upstream }) => {
      const error: unknown = await upstream
        .readPage({ page: 1, pageSize: 100 })
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'UpstreamBrokenAnswerError' });
      expect(showsToken(JSON.stringify(Object.getOwnPropertyDescriptors(error)))).toBe(false);
    },
    { token: TOKEN },
  );
});
