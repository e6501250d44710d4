/**
 * Search texts for a secret: plain in any case, URL-encoded, escaped, in hexadecimal, or inside base64.
 *
 * The secret must consist of letters and digits, which no encoding of URLs, JSON or HTML changes. Of a longer secret, pass
 * its distinctive part.
 */
export function createSecretSearch(secret: string): (text: string) => boolean {
  if (!/^[A-Za-z0-9]{8,}$/.test(secret)) throw new Error('The secret must be letters and digits.');
  const bytes = [...secret].map((character) => character.charCodeAt(0));
  const hex = bytes.map((byte) => byte.toString(16));
  const inAnyCase = new RegExp(
    [
      secret,
      hex.join(''),
      hex.map((byte) => `%${byte}`).join(''),
      bytes.join(',\\s?'),
      hex.map((byte) => `\\\\u00${byte}`).join(''),
    ].join('|'),
    'i',
  );
  const exact = [secret, secret.toUpperCase()].flatMap((text) =>
    ['', 'x', 'xx'].map((prefix) => insideBase64(prefix, text)),
  );
  return (text) => inAnyCase.test(text) || exact.some((part) => text.includes(part));
}

/** The characters of a base64 text that encode only the secret, if it follows a prefix of this length. */
function insideBase64(prefix: string, secret: string): string {
  const whole = Buffer.from(`${prefix}${secret}`).toString('base64').replace(/=+$/, '');
  const endsOnBoundary = (prefix.length + secret.length) % 3 === 0;
  return whole.slice(prefix === '' ? 0 : prefix.length + 1, endsOnBoundary ? undefined : -1);
}
