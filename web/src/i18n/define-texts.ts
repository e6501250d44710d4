import type { Locale } from './locales';

/** A text, or a function that makes one from its arguments. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each function has parameters of its own
type Text = string | ((...values: any[]) => string);

/** Only the type of a text matters to its translation, not its words. */
type Translation<T extends Text> = T extends string ? string : T;

/** The texts of one part of the page, each in all languages. */
export type Catalogue<T extends Record<string, Text> = Record<string, Text>> = {
  [K in keyof T]: { en: T[K] } & Record<Exclude<Locale, 'en'>, Translation<T[K]>>;
};

/** The texts of a catalogue in one language. */
export type TextsOf<C extends Catalogue> = {
  readonly [K in keyof C]: C[K]['en'] extends string ? string : C[K]['en'];
};

/** Declares a catalogue. The compiler refuses a text that misses a language, or whose translation takes other values. */
export function defineTexts<T extends Record<string, Text>>(texts: Catalogue<T>): Catalogue<T> {
  return texts;
}

/** The texts of a catalogue in one language. */
export function textsIn<C extends Catalogue>(catalogue: C, locale: Locale): TextsOf<C> {
  return Object.fromEntries(
    Object.entries(catalogue).map(([name, text]) => [name, text[locale]]),
  ) as TextsOf<C>;
}
