import { promisify, TextDecoder } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { UpstreamBrokenAnswerError, UpstreamUnreachableError } from '../errors';
import { MAX_BODY_BYTES, tooLarge } from './status';

/** Headers by their lower-case names; a repeated header is an array. */
type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

const unzipGzip: Decompress = promisify(gunzip);
const unzipZlib: Decompress = promisify(inflate);
const unzipRaw: Decompress = promisify(inflateRaw);

const DECOMPRESSORS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', unzipGzip],
  ['x-gzip', unzipGzip],
  ['br', promisify(brotliDecompress)],
  // Some servers send `deflate` without the zlib header, whose low half-byte is 8.
  ['deflate', (bytes, options) => (((bytes[0] ?? 0) & 15) === 8 ? unzipZlib : unzipRaw)(bytes, options)],
]);

/** The characters of the bytes 0x80 to 0x9F. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Values of Content-Encoding that compress nothing. Some servers put a charset there. */
const NOT_COMPRESSED = new Set(['', 'identity', 'none', 'utf-8', 'utf8']);

/**
 * Decompresses a body that is compressed although `identity` was requested. The size limit applies to the result too,
 * and decompression stops there.
 *
 * @throws {UpstreamBrokenAnswerError} for an unsupported compression, and for a body that is corrupt or too large.
 * @throws {UpstreamUnreachableError} for a truncated body.
 */
export async function decompress(bytes: Uint8Array, headers: ResponseHeaders): Promise<Uint8Array> {
  const names = [headers['content-encoding'] ?? []].flat().join().toLowerCase().split(',');
  const [encoding, ...others] = names.map((name) => name.trim()).filter((name) => !NOT_COMPRESSED.has(name));
  if (encoding === undefined || bytes.length === 0) return bytes;
  const run = others.length === 0 ? DECOMPRESSORS.get(encoding) : undefined;
  if (run === undefined) throw new UpstreamBrokenAnswerError('its compression is not supported');
  try {
    return await run(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    if (code === 'Z_BUF_ERROR') throw new UpstreamUnreachableError('the answer was truncated');
    throw new UpstreamBrokenAnswerError('it cannot be decompressed');
  }
}

/**
 * Decodes a body in its declared charset; UTF-8 without one. A byte order mark is left out.
 *
 * Bytes that are not valid in the charset become U+FFFD, which no text field accepts: one such byte makes one field
 * unreadable, and not the page.
 *
 * @throws {UpstreamBrokenAnswerError} for an unsupported charset.
 */
export function decodeText(bytes: Uint8Array, headers: ResponseHeaders): string {
  const decoder = createDecoder([headers['content-type'] ?? []].flat().join());
  const text = decoder.decode(bytes);
  return decoder.encoding === 'windows-1252' ? text.replace(/[\x80-\x9f]/g, toWindows1252) : text;
}

/** Node 20 decodes windows-1252 as Latin-1, which has control characters in place of these. */
function toWindows1252(control: string): string {
  return WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control;
}

function createDecoder(contentType: string): TextDecoder {
  const charset = /;\s*charset\s*=\s*["']?([^\s;,"']+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch {
    throw new UpstreamBrokenAnswerError('its charset is not supported');
  }
}

/** A usual page has about a hundred. Each takes some 60 bytes of memory, however small it is in the text. */
const MAX_OBJECTS = 200_000;

const OPENING_BRACKET = '['.charCodeAt(0);
const OPENING_BRACE = '{'.charCodeAt(0);

/**
 * Parses a JSON text.
 *
 * @throws {UpstreamBrokenAnswerError} for any other text, with what it is instead, and for one with more than
 *   `MAX_OBJECTS` objects and arrays: parsing it could take a hundred times its size.
 * @throws {UpstreamUnreachableError} for JSON whose end is missing.
 */
export function parseJson(text: string): unknown {
  if (hasTooManyObjects(text)) {
    throw new UpstreamBrokenAnswerError(`it has more than ${MAX_OBJECTS} objects and arrays`);
  }
  const json = tryParse(text);
  if (json !== undefined) return json;
  const trimmed = text.trim();
  if (trimmed === '') throw new UpstreamBrokenAnswerError('it is empty');
  if (hasTextAround(trimmed)) throw new UpstreamBrokenAnswerError('it has other text around its JSON');
  if (trimmed.startsWith('<')) throw new UpstreamBrokenAnswerError('it is HTML, not JSON');
  // A body without a stated length ends without an error when the connection is lost.
  if (trimmed.startsWith('{') && !trimmed.endsWith('}'))
    throw new UpstreamUnreachableError('the answer was truncated');
  throw new UpstreamBrokenAnswerError('it is not JSON');
}

/** Also counts brackets inside strings, of which a page has far fewer. */
function hasTooManyObjects(text: string): boolean {
  let count = 0;
  // Short texts, which are all usual ones, need no count.
  for (let index = 0; text.length > MAX_OBJECTS && index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if ((code === OPENING_BRACKET || code === OPENING_BRACE) && (count += 1) > MAX_OBJECTS) return true;
  }
  return false;
}

/** Whether a text contains an answer of the network among other text, such as a PHP warning. */
function hasTextAround(text: string): boolean {
  const json = tryParse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  return typeof json === 'object' && json !== null && 'success' in json;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
