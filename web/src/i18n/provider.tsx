import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Catalogue, textsIn, type TextsOf } from './define-texts';
import { createFormats, type Formats } from './formats';
import { chooseLocale, type Locale, LOCALES } from './locales';

const STORAGE_KEY = 'language';

interface I18n {
  locale: Locale;
  setLocale: (locale: Locale) => void;
  formats: Formats;
}

const I18nContext = createContext<I18n | undefined>(undefined);

/** Provides the language: the one that was chosen last on this device, otherwise that of the browser. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(readLocale);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const value = useMemo<I18n>(
    () => ({
      locale,
      setLocale(chosen) {
        setLocale(chosen);
        rememberLocale(chosen);
      },
      formats: createFormats(locale),
    }),
    [locale],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}

/** The language, and the function that changes it. */
export function useLocale(): Pick<I18n, 'locale' | 'setLocale'> {
  return useI18n();
}

/** The formats of the language. */
export function useFormats(): Formats {
  return useI18n().formats;
}

/** The texts of a catalogue in the language. */
export function useTexts<C extends Catalogue>(catalogue: C): TextsOf<C> {
  const { locale } = useI18n();
  return useMemo(() => textsIn(catalogue, locale), [catalogue, locale]);
}

function useI18n(): I18n {
  const value = useContext(I18nContext);
  if (value === undefined) throw new Error('I18nProvider is missing');
  return value;
}

/** A browser may refuse access to its storage. */
function readLocale(): Locale {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    const known = LOCALES.find((locale) => locale === stored);
    if (known !== undefined) return known;
  } catch {
    // The language of the browser is used.
  }
  return chooseLocale(navigator.languages);
}

function rememberLocale(locale: Locale): void {
  try {
    localStorage.setItem(STORAGE_KEY, locale);
  } catch {
    // It holds until the page is closed.
  }
}
