import { useTexts } from '../../../i18n';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import styles from '../alerts.module.css';
import type { Sensitivity, WatchSettings } from './queries';

const SENSITIVITIES: readonly Sensitivity[] = ['quick', 'usual', 'sure'];

interface SettingsFieldsProps {
  settings: WatchSettings;
  /** Called with the setting that was changed. */
  onChange: (change: Partial<WatchSettings>) => void;
}

/** The fields of the settings of a watched offer. */
export function SettingsFields({ settings, onChange }: SettingsFieldsProps) {
  const texts = useTexts(watchlistTexts);
  const { note, sensitivity, after } = settings;
  return (
    <>
      <label className={styles.field}>
        {texts.note}
        <input
          maxLength={500}
          value={note ?? ''}
          onChange={({ target }) => onChange({ note: target.value === '' ? null : target.value })}
        />
      </label>
      <label className={styles.field}>
        {texts.sensitivity}
        <select
          value={sensitivity}
          onChange={({ target }) =>
            onChange({
              sensitivity: SENSITIVITIES.find((each) => each === target.value) ?? sensitivity,
            })
          }
        >
          {SENSITIVITIES.map((each) => (
            <option key={each} value={each}>
              {texts[each]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        {texts.after}
        <input
          value={after ?? ''}
          onChange={({ target }) =>
            onChange({ after: target.value.trim() === '' ? null : target.value.trim() })
          }
        />
      </label>
    </>
  );
}
