import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES } from '../../../src/upstream/http/status';
import { expectNoSecret } from '../expect-no-secret';
import { ANSWER, envelope, failureOf, PAGE, withTestNetwork } from '../test-network';

const NAME = 'Zürich “€” ₽';
const JSON_OF_NAME = JSON.stringify(envelope([{ offer_id: '1', offer_name: NAME }]));

function respond(body: string | Buffer, headers: Record<string, string | string[]> = {}): RequestListener {
  return (_, response) => response.writeHead(200, headers).end(body);
}

function ofType(contentType: string) {
  return { 'content-type': contentType };
}

function ofEncoding(encoding: string | string[]) {
  return { 'content-encoding': encoding };
}

/** The JSON of one offer whose name has these bytes. */
function jsonWithName(bytes: Buffer): Buffer {
  const [before = '', after = ''] = JSON.stringify(envelope([{ offer_id: '1', offer_name: '|' }])).split('|');
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

test.each<[string, string | Buffer, Record<string, string | string[]>, string]>([
  ['UTF-8 that is not declared', JSON_OF_NAME, {}, NAME],
  ['UTF-8 that is declared', JSON_OF_NAME, ofType('application/json; charset="UTF8"'), NAME],
  ['a byte order mark', `\uFEFF${JSON_OF_NAME}`, {}, NAME],
  ['UTF-16', Buffer.from(`\uFEFF${JSON_OF_NAME}`, 'utf16le'), ofType('text/json;charset=utf-16'), NAME],
  [
    'windows-1252',
    jsonWithName(Buffer.from([0x80, 0x93, 0xfc, 0x94])),
    ofType('application/json; a=b; Charset=iso-8859-1'),
    '€“ü”',
  ],
  ['Japanese', jsonWithName(Buffer.from([0x93, 0xfa])), ofType('text/html; charset=Shift_JIS'), '日'],
  ['gzip', gzipSync(JSON_OF_NAME), ofEncoding('gzip'), NAME],
  ['gzip with a byte order mark', gzipSync(`\uFEFF${JSON_OF_NAME}`), ofEncoding(['X-GZIP']), NAME],
  ['deflate', deflateSync(JSON_OF_NAME), ofEncoding('deflate'), NAME],
  ['deflate without a header', deflateRawSync(JSON_OF_NAME), ofEncoding('deflate'), NAME],
  ['Brotli', brotliCompressSync(JSON_OF_NAME), ofEncoding('br'), NAME],
  ['a charset in place of an encoding', JSON_OF_NAME, ofEncoding('UTF-8'), NAME],
  ['identity', JSON_OF_NAME, ofEncoding('Identity, utf-8'), NAME],
])('an answer in %s is read', (_, body, headers, offerName) =>
  withTestNetwork(respond(body, headers), async ({ upstream }) => {
    const { offers, rejected } = await upstream.readPage(PAGE);
    expect({ offers, rejected }).toEqual({ offers: [{ offerId: '1', offer: { offerName } }], rejected: [] });
  }),
);

test.each<[string, Buffer, Record<string, string>]>([
  ['other bytes than UTF-8', jsonWithName(Buffer.from('Zürich', 'latin1')), {}],
  ['a character cut in two', jsonWithName(Buffer.from('€').subarray(0, 2)), {}],
  [
    'other bytes than declared',
    jsonWithName(Buffer.from([0x93, 0xfa, 0xff])),
    ofType('text/json; charset=sjis'),
  ],
])('a name with %s is unreadable, and the rest of the page is read', (_, body, headers) =>
  withTestNetwork(respond(body, headers), async ({ upstream }) => {
    const { offers, rejected } = await upstream.readPage(PAGE);
    expect(offers).toEqual([{ offerId: '1', offer: {} }]);
    expect(rejected).toMatchObject([
      { offerId: '1', field: 'offer_name', reason: 'The text contains an undecodable character.' },
    ]);
  }),
);

const SECRET_HEADER = 'c4n4ry';

test.each<[string, string | Buffer, Record<string, string | string[]>, string]>([
  ['an unknown charset', ANSWER, ofType(`a/b; charset=${SECRET_HEADER}`), 'its charset is not supported'],
  ['an unknown encoding', ANSWER, ofEncoding(SECRET_HEADER), 'its compression is not supported'],
  ['two encodings', ANSWER, ofEncoding('gzip, br'), 'its compression is not supported'],
  ['no gzip, which it declares', ANSWER, ofEncoding('gzip'), 'it cannot be decompressed'],
  [
    'a gzip bomb',
    Buffer.concat(Array<Buffer>(500).fill(gzipSync(Buffer.alloc(1_048_576, ' ')))),
    ofEncoding('gzip'),
    `it is larger than ${MAX_BODY_BYTES} bytes`,
  ],
  [
    'a Brotli bomb',
    brotliCompressSync(Buffer.alloc(MAX_BODY_BYTES + 1, ' ')),
    ofEncoding('br'),
    `it is larger than ${MAX_BODY_BYTES} bytes`,
  ],
  [
    'a PHP warning before the JSON',
    `<br />\n<b>Warning</b>: x\n${ANSWER}`,
    {},
    'it has other text around its JSON',
  ],
  ['a comment after the JSON', `${ANSWER}<!-- cached -->`, {}, 'it has other text around its JSON'],
  ['JSON in a call', `callback(${ANSWER});`, {}, 'it has other text around its JSON'],
  ['a style sheet', '<style>{}</style>', {}, 'it is HTML, not JSON'],
  [
    'many small arrays',
    ANSWER.replace('{', `{"x":[${'[],'.repeat(250_000)}0],`),
    {},
    'it has more than 200000 objects and arrays',
  ],
  [
    'many nested objects',
    ANSWER.replace('{', `{"x":${'{"":'.repeat(250_000)}0${'}'.repeat(250_000)},`),
    {},
    'it has more than 200000 objects and arrays',
  ],
])('an answer with %s is broken, and the error says why', (_, body, headers, detail) =>
  withTestNetwork(respond(body, headers), async ({ upstream }) => {
    const error = await failureOf(upstream.readPage(PAGE));
    expect(error).toMatchObject({ name: 'UpstreamBrokenAnswerError', detail });
    expectNoSecret(error);
  }),
);

test.each<[string, Buffer]>([
  ['gzip', gzipSync(ANSWER).subarray(0, 50)],
  ['deflate', deflateSync(ANSWER).subarray(0, 50)],
  ['br', brotliCompressSync(ANSWER).subarray(0, 50)],
])('a truncated %s answer is unreachable, as a truncated text is', (encoding, body) =>
  withTestNetwork(respond(body, ofEncoding(encoding)), async ({ upstream }) => {
    expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({
      name: 'UpstreamUnreachableError',
      detail: 'the answer was truncated',
    });
  }),
);

test('a compressed answer of exactly the limit is read', () =>
  withTestNetwork(
    respond(gzipSync(ANSWER.padEnd(MAX_BODY_BYTES)), ofEncoding('gzip')),
    async ({ upstream }) => {
      expect(await upstream.readPage(PAGE)).toMatchObject({ received: 1 });
    },
  ));

test('an answer with many brackets, but not too many, is read', () =>
  withTestNetwork(respond(ANSWER.replace('{', `{"x":[${'[],'.repeat(190_000)}0],`)), async ({ upstream }) => {
    expect(await upstream.readPage(PAGE)).toMatchObject({ received: 1 });
  }));
