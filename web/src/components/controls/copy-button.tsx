import { useEffect, useState } from 'react';
import { useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import styles from './controls.module.css';

/** How long the result is shown, in milliseconds. */
const SHOWN_MS = 2_000;

/** Copies a text, and says whether that worked. `label` names what is copied; default: "Copy". */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const texts = useTexts(commonTexts);
  const [result, setResult] = useState<'copied' | 'copyFailed'>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () => {
    // Undefined on a page that came by plain HTTP from another machine.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    (clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => setResult('copied'),
      () => setResult('copyFailed'),
    );
  };
  return (
    <>
      <button type="button" className={styles.button} onClick={copy}>
        {label ?? texts.copy}
      </button>
      <span role="status" className={styles.result}>
        {result === undefined ? '' : texts[result]}
      </span>
    </>
  );
}
