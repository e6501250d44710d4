/** As many as the API takes at once. */
export const MAX_IDS = 1_000;

/** The ids in a text that a person has pasted: separated by spaces, commas, semicolons or lines, each once. */
export function readIds(text: string): string[] {
  return [...new Set(text.split(/[\s,;,;]+/u).filter((part) => part !== ''))];
}
