import { Dialog } from '../../components';
import { useTexts } from '../../i18n';
import { offersTexts } from '../../i18n/texts/offers';
import styles from './offers.module.css';

const KEYS = [
  ['j', 'k', 'keyNext'],
  ['g', 'G', 'keyEnds'],
  ['s', undefined, 'keyStar'],
  ['Enter', undefined, 'keyOpen'],
  ['/', undefined, 'keySearch'],
  ['?', undefined, 'keyHelp'],
] as const;

export interface HelpDialogProps {
  isOpen: boolean;
  onClose: () => void;
  areKeysOn: boolean;
  onSwitch: (areOn: boolean) => void;
}

/** The keys of the table, and the switch that turns them off: single letters may collide with assistive software. */
export function HelpDialog({ isOpen, onClose, areKeysOn, onSwitch }: HelpDialogProps) {
  const texts = useTexts(offersTexts);
  return (
    <Dialog title={texts.keyboard} isOpen={isOpen} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([key, other, name]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd> {other !== undefined && <kbd>{other}</kbd>}
            </dt>
            <dd>{texts[name]}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={areKeysOn} onChange={({ target }) => onSwitch(target.checked)} />{' '}
        {texts.keysOn}
      </label>
    </Dialog>
  );
}
