import { Link } from '@tanstack/react-router';
import { type Schemas, useCanWrite } from '../../../api';
import { Age, AlertWords, Badge, Button, Problem, type Tone, TextWithCode } from '../../../components';
import { useFormats, useLocale, useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import styles from '../alerts.module.css';
import type { MuteOf } from './list';
import { useAcknowledge } from './queries';

type Alert = Schemas['Alert'];

const TONES: Record<Alert['kind'], Tone> = {
  conversion_stopped: 'bad',
  conversion_slowed: 'warn',
  status_changed: 'bad',
  payout_changed: 'warn',
  cap_reached: 'warn',
  network_silent: 'bad',
  mass_change: 'warn',
  mirror_stale: 'bad',
};

/** One alert, in words, with what can be done about it. */
export function AlertItem({ alert, onMute }: { alert: Alert; onMute: (mute: MuteOf) => void }) {
  const texts = useTexts(alertsTexts);
  const { duration } = useFormats();
  const canWrite = useCanWrite();
  const { mutate, error, isPending } = useAcknowledge();
  const { id, kind, state, offerId, startedAt, endedAt, acknowledgedAt } = alert;
  const isOpen = state === 'open';
  const lastedSeconds = endedAt === null ? 0 : (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  return (
    <li className={isOpen ? styles.open : undefined}>
      <p className={styles.line}>
        <Badge tone={isOpen ? TONES[kind] : 'dim'}>{texts[kind]}</Badge>
        <Title alert={alert} />
      </p>
      <p lang="en">
        {/* The other kinds name offers, whose names are the network's. */}
        {kind === 'mirror_stale' ? <TextWithCode text={alert.text} /> : alert.text} {alert.endText}
      </p>
      <p className={styles.line}>
        <span className={styles.dim}>
          {texts[state]} · <Age at={startedAt} />
          {lastedSeconds > 0 && ` · ${texts.lasted(duration(lastedSeconds))}`}
          {!alert.sent && ` · ${texts.recorded}`}
          {acknowledgedAt !== null && (
            <>
              {' '}
              · ✓ {texts.acknowledged} <Age at={acknowledgedAt} />
            </>
          )}
        </span>
        {offerId !== null && (
          <Link to="/offers/$offerId" params={{ offerId }}>
            {texts.ofOffer(offerId)}
          </Link>
        )}
        {canWrite && acknowledgedAt === null && isOpen && (
          <Button disabled={isPending} onClick={() => mutate(id)}>
            {texts.acknowledge}
          </Button>
        )}
        {canWrite && <Button onClick={() => onMute({ kind, offerId })}>{texts.mute}</Button>}
      </p>
      {error !== null && <Problem error={error} />}
    </li>
  );
}

/** The API writes sentences in English, as the messages have them. */
function Title({ alert }: { alert: Alert }) {
  const { locale } = useLocale();
  if (locale === 'en') return <strong>{alert.title}</strong>;
  return (
    <strong>
      {alert.offerName ?? alert.offerId} <AlertWords alert={alert} />
    </strong>
  );
}
