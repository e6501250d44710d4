/** A shorter token is found in ordinary words by chance, and keeps nobody out. */
const SHORTEST_SECRET = 8;

/** So many times, one within the other, a text is looked into: a URL within a URL, JSON within JSON. */
const MOST_LAYERS = 4;

const HTML_ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Make a test of whether a text holds the token, in any spelling of those who show again what they were asked: as it
 * is, within URLs, JSON or HTML, and in base64, in capitals or not.
 *
 * It is no defence against a network that hides the token on purpose: that one knows it anyway. For a token of fewer
 * than 8 characters the answer is always no.
 */
export function createTokenTest(token: string): (text: string) => boolean {
  if (token.length < SHORTEST_SECRET) return () => false;
  const all = [...inJson(token), inHtml(token), ...inBase64(token)].map((spelling) => spelling.toLowerCase());
  const spellings = [...new Set(all)];
  const holds = (text: string) => spellings.some((spelling) => text.includes(spelling));
  return (text) => layersOf(text.toLowerCase()).some(holds);
}

/** A text, and what is found by decoding it as (part of) a URL, where a plus may mean a blank, again and again. */
function layersOf(text: string): string[] {
  // As nearly every text there is, and a page has some two thousand of them.
  if (!text.includes('%') && !text.includes('+')) return [text];
  const found = new Set([text]);
  let layer = [text];
  for (let depth = 0; depth < MOST_LAYERS && layer.length > 0; depth += 1) {
    const decoded = layer.flatMap((each) => [decodeUrl(each), decodeUrl(each.replaceAll('+', ' '))]);
    layer = decoded.filter((each) => !found.has(each));
    for (const each of layer) found.add(each);
  }
  return [...found];
}

/** What can be decoded of a text that need not be a URL. */
function decodeUrl(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** As it is, and as it is after each escaping of quotes, backslashes and the like. */
function inJson(token: string): string[] {
  const spellings = [token];
  for (let depth = 0; depth < MOST_LAYERS; depth += 1)
    spellings.push(JSON.stringify(spellings[depth]).slice(1, -1));
  return spellings;
}

function inHtml(token: string): string {
  return token.replaceAll(/[&<>"']/g, (sign) => HTML_ENTITIES[sign]!);
}

/**
 * The signs that stand for the token in the base64 of a longer text: three bytes make four signs, so they depend on
 * how many bytes stand before, and those at the ends are shared with the neighbours.
 */
function inBase64(token: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(token)]);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];
  });
}
