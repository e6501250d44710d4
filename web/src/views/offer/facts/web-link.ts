/** The address as a link may have it. Undefined: it is not one of the web, so it must not be a link. */
export function webLinkOf(text: string): string | undefined {
  // A browser ignores control characters and white space in an address, so that they could hide its scheme.
  if (!/^https?:\/\/[^\s\p{Cc}]+$/iu.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
