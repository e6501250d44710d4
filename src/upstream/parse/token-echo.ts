/** A shorter token occurs in ordinary text by chance, and protects nothing. */
const MIN_SECRET_LENGTH = 8;

/** Whether a text of the network contains the token. */
export type TokenDetector = (text: string) => boolean;

/**
 * Creates a detector for a token that the network echoes: plain, in URLs, JSON, HTML or base64, in any case.
 *
 * Searches for the longest part of the token that consists of letters, digits, `_`, `.` and `-`, since URLs, JSON and
 * HTML leave these unescaped at any depth of nesting; URL escapes of them are decoded once. A token without such a part
 * of 8 characters is searched for as a whole, and one of fewer than 8 characters is never found.
 *
 * No defence against a network that hides the token on purpose: that network knows the token anyway.
 */
export function createTokenDetector(token: string): TokenDetector {
  if (token.length < MIN_SECRET_LENGTH) return () => false;
  const [longest = ''] = token.split(/[^\w.-]+/).sort((a, b) => b.length - a.length);
  const secret = longest.length >= MIN_SECRET_LENGTH ? longest : token;
  const needles = [secret, ...toBase64(secret)].map((needle) => needle.toLowerCase());
  const isIn = (text: string) => needles.some((needle) => text.includes(needle));
  return (text) => isIn(text.toLowerCase()) || isIn(decodeUrl(text).toLowerCase());
}

/** Decodes URL escapes, and `+` as a space, in a text that need not be a URL. */
function decodeUrl(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
      Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
    );
}

/**
 * The characters that stand for the secret in the base64 of a longer text: three bytes become four characters, so they
 * depend on how many bytes precede the secret. Those at its ends are left out: they also depend on its neighbours.
 */
function toBase64(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return bytes.toString('base64').slice(from, to);
  });
}
