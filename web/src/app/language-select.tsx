import { LOCALE_NAMES, LOCALES, useLocale, useTexts } from '../i18n';
import { shellTexts } from '../i18n/texts/shell';

/** Chooses the language of the page. */
export function LanguageSelect() {
  const texts = useTexts(shellTexts);
  const { locale, setLocale } = useLocale();
  return (
    <select
      aria-label={texts.language}
      value={locale}
      onChange={({ target }) => setLocale(LOCALES.find((each) => each === target.value) ?? locale)}
    >
      {LOCALES.map((each) => (
        <option key={each} value={each} lang={each}>
          {LOCALE_NAMES[each]}
        </option>
      ))}
    </select>
  );
}
