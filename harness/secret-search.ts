/**
 * Whether a text holds a secret: as it is in any case, URL-encoded, escaped, in hexadecimal, or within base64.
 *
 * Give it a secret of letters and digits, which every encoding of URLs, JSON and HTML leaves as they are: of a longer
 * one, its unmistakable part.
 */
export function createSecretSearch(secret: string): (text: string) => boolean {
  if (!/^[a-z0-9]{8,}$/.test(secret)) throw new Error('the secret must be letters and digits');
  const bytes = [...secret].map((sign) => sign.charCodeAt(0));
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
  const exactly = [secret, secret.toUpperCase()].flatMap((text) =>
    ['', 'x', 'xx'].map((before) => withinBase64(before, text)),
  );
  return (text) => inAnyCase.test(text) || exactly.some((part) => text.includes(part));
}

/** The signs of a base64 text that stand for nothing but the secret, which begins after so many bytes. */
function withinBase64(before: string, secret: string): string {
  const whole = Buffer.from(`${before}${secret}`).toString('base64').replace(/=+$/, '');
  const isAlone = (before.length + secret.length) % 3 === 0;
  return whole.slice(before === '' ? 0 : before.length + 1, isAlone ? undefined : -1);
}
