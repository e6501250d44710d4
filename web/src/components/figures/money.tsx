import { useFormats } from '../../i18n';
import styles from './figures.module.css';

/** An amount with all its digits, and its currency. Null: not known. */
export function Money({ amount, currency }: { amount: string | null; currency: string | null }) {
  const formats = useFormats();
  return <span className={styles.figure}>{amount === null ? '–' : formats.money(amount, currency)}</span>;
}
