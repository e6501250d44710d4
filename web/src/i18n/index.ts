export { defineTexts, textsIn, type TextsOf } from './define-texts';
export { createFormats, type Formats } from './formats';
export { chooseLocale, type Locale, LOCALE_NAMES, LOCALES } from './locales';
export { I18nProvider, useFormats, useLocale, useTexts } from './provider';
