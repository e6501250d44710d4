import { useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import styles from './controls.module.css';

export interface StarProps {
  /** Whether the offer is on the watch list. */
  isOn: boolean;
  /** The name of the offer, for the label. */
  name: string;
  onToggle: () => void;
  isDisabled?: boolean;
}

/** A toggle that puts an offer on the watch list. */
export function Star({ isOn, name, onToggle, isDisabled = false }: StarProps) {
  const texts = useTexts(commonTexts);
  return (
    <button
      type="button"
      className={`${styles.bare} ${styles.star}`}
      aria-pressed={isOn}
      aria-label={texts.star(name)}
      disabled={isDisabled}
      onClick={onToggle}
    >
      <span aria-hidden="true">{isOn ? '★' : '☆'}</span>
    </button>
  );
}
