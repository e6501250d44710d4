import { Link, Outlet } from '@tanstack/react-router';
import { LOCALE_NAMES, LOCALES, useLocale, useTexts } from '../i18n';
import { shellTexts } from '../i18n/texts/shell';
import { SandboxStrip } from './sandbox';
import styles from './shell.module.css';

const VIEWS = [
  ['/', 'today'],
  ['/offers', 'offers'],
  ['/runs', 'runs'],
  ['/schedules', 'schedules'],
  ['/alerts', 'alerts'],
  ['/queues', 'queues'],
] as const;

/** The frame around every view: navigation, language, and the place of the view. */
export function Shell() {
  const texts = useTexts(shellTexts);
  return (
    <>
      <a className={styles.skip} href="#content">
        {texts.skip}
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.product}>
          {texts.product}
        </Link>
        <nav className={styles.nav} aria-label={texts.navigation}>
          {VIEWS.map(([to, name]) => (
            <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              {texts[name]}
            </Link>
          ))}
        </nav>
        <LanguageSelect />
      </header>
      <SandboxStrip />
      <main id="content" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </>
  );
}

function LanguageSelect() {
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
