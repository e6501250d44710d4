import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';
import { LanguageSelect } from '../language-select';
import styles from '../shell.module.css';

/** The header of the page before a sign-in: without navigation, which would lead nowhere. */
export function LoginHeader() {
  const texts = useTexts(shellTexts);
  return (
    <header className={styles.header}>
      <span className={styles.product}>{texts.product}</span>
      <span className={styles.nav} />
      <LanguageSelect />
    </header>
  );
}
