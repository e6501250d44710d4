import styles from './controls.module.css';

export interface ToggleProps {
  label: string;
  isOn: boolean;
  onToggle: () => void;
}

/** A button that is on or off, such as a value of a filter. */
export function Toggle({ label, isOn, onToggle }: ToggleProps) {
  return (
    <button type="button" className={styles.toggle} aria-pressed={isOn} onClick={onToggle}>
      {label}
    </button>
  );
}
