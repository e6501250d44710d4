import { Link, Outlet } from '@tanstack/react-router';
import { useTexts } from '../i18n';
import { shellTexts } from '../i18n/texts/shell';
import { LiveIndicator } from '../live';
import { Account } from './access/account';
import { LanguageSelect } from './language-select';
import { PageTitle } from './page-title';
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
        <LiveIndicator />
        <PageTitle />
        <Account />
        <LanguageSelect />
      </header>
      <SandboxStrip />
      <main id="content" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </>
  );
}
