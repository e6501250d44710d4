import { useState } from 'react';
import { Button, Dialog, Problem } from '../../../components';
import { useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import styles from '../alerts.module.css';
import { ALERT_KINDS, type AlertKind } from '../search';
import { type NewMute, useMutes } from './queries';

interface MuteDialogProps {
  /** What the form is filled with. */
  initial: NewMute;
  onClose: () => void;
}

/** Mutes a kind, an offer, or a kind of an offer, until a time or until it is removed. */
export function MuteDialog({ initial, onClose }: MuteDialogProps) {
  const texts = useTexts(alertsTexts);
  const [kind, setKind] = useState<AlertKind | undefined>(initial.kind);
  const [offerId, setOfferId] = useState(initial.offerId ?? '');
  const [until, setUntil] = useState('');
  const { add } = useMutes();
  const id = offerId.trim();
  const isComplete = kind !== undefined || id !== '';
  const save = () =>
    add.mutate(
      {
        kind,
        offerId: id === '' ? undefined : id,
        // The field has the time of the browser's zone.
        mutedUntil: until === '' ? undefined : new Date(until).toISOString(),
      },
      { onSuccess: onClose },
    );
  return (
    <Dialog
      title={texts.muteTitle}
      isOpen
      onClose={onClose}
      actions={
        <Button kind="main" disabled={!isComplete || add.isPending} onClick={save}>
          {texts.muteNow}
        </Button>
      }
    >
      <p>{texts.muteText}</p>
      <label className={styles.field}>
        {texts.muteKind}
        <select
          value={kind ?? ''}
          onChange={({ target }) => setKind(ALERT_KINDS.find((each) => each === target.value))}
        >
          <option value="">{texts.allKinds}</option>
          {ALERT_KINDS.map((each) => (
            <option key={each} value={each}>
              {texts[each]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        {texts.muteOffer}
        <input value={offerId} maxLength={200} onChange={({ target }) => setOfferId(target.value)} />
      </label>
      <label className={styles.field}>
        {texts.muteUntil}
        <input type="datetime-local" value={until} onChange={({ target }) => setUntil(target.value)} />
      </label>
      {!isComplete && <p className={styles.dim}>{texts.muteNeeds}</p>}
      {add.error !== null && <Problem error={add.error} />}
    </Dialog>
  );
}
