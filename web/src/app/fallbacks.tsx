import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../components';
import { useTexts } from '../i18n';
import { shellTexts } from '../i18n/texts/shell';
import styles from './shell.module.css';

/** Shown at an address that the page does not have. */
export function NotFound() {
  const texts = useTexts(shellTexts);
  return <p className={styles.fallback}>{texts.notFound}</p>;
}

/** Shown instead of a view that threw an error, for example because the server has a newer version of its files. */
export function ViewError({ error }: ErrorComponentProps) {
  const texts = useTexts(shellTexts);
  return (
    <div className={styles.fallback} role="alert">
      <p>{texts.crashed}</p>
      <p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
      <Button kind="main" onClick={() => location.reload()}>
        {texts.reload}
      </Button>
    </div>
  );
}
