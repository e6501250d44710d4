import { Link } from '@tanstack/react-router';
import { AlertWords, ChangeBadge, describeChange, Money } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { changesTexts } from '../../../i18n/texts/changes';
import { todayTexts } from '../../../i18n/texts/today';
import { AlertBadge } from './alert-line';
import type { HappenedEvent } from './events';
import styles from './happened.module.css';

/** How many offers a line about many names. */
const MAX_NAMES = 3;

export interface LineProps {
  event: HappenedEvent;
  /** There are more changes than were read. */
  isCut: boolean;
  isWatched: (offerId: string) => boolean;
}

/** One line of what happened: when, what, which offer, and how it was before. */
export function EventLine({ event, isCut, isWatched }: LineProps) {
  const formats = useFormats();
  return (
    <li className={styles.line}>
      <time dateTime={event.at} title={formats.fullDateTime(new Date(event.at))} className={styles.time}>
        {formats.time(new Date(event.at))}
      </time>
      <span>
        {event.type === 'alert' ? <AlertBadge alert={event.alert} /> : <ChangeBadge kind={event.kind} />}
      </span>
      <EventText event={event} isCut={isCut} isWatched={isWatched} />
    </li>
  );
}

function EventText({ event, isCut, isWatched }: LineProps) {
  const texts = useTexts(todayTexts);
  const fields = useTexts(changesTexts);
  const formats = useFormats();
  if (event.type === 'many') {
    const names = event.changes.slice(0, MAX_NAMES).map(({ offerId, offer }) => offer.offerName ?? offerId);
    return (
      <span className={styles.text}>
        {texts.many(`${formats.number(event.changes.length)}${isCut ? '+' : ''}`, names.join(', '))}
      </span>
    );
  }
  const { offerId, offerName, country, payout, currency } =
    event.type === 'alert' ? event.alert : { offerId: event.change.offerId, ...event.change.offer };
  return (
    <>
      {offerId !== null && (
        <span className={styles.offer}>
          {isWatched(offerId) && <span className={styles.star}>★ </span>}
          <Link to="/offers/$offerId" params={{ offerId }} preload={false}>
            {offerName ?? offerId}
          </Link>{' '}
          <span className={styles.dim}>
            {[country, offerName === null ? null : offerId].filter((part) => part !== null).join(' · ')}
          </span>
        </span>
      )}
      <span className={styles.text}>
        {event.type === 'alert' ? (
          <AlertWords alert={event.alert} />
        ) : (
          describeChange(event.change, currency, fields, formats)
        )}
      </span>
      {offerId !== null && (
        <span className={styles.price}>
          <Money amount={payout} currency={currency} />
        </span>
      )}
    </>
  );
}
