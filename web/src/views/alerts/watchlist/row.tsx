import { Link } from '@tanstack/react-router';
import { type Schemas, useCanWrite } from '../../../api';
import { Age, Badge, Button, Money, Problem } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import { useTicking } from '../../../time';
import styles from '../alerts.module.css';
import { useWatchlist } from './queries';

/** A watched offer. */
export function WatchedRow({ offer, onEdit }: { offer: Schemas['WatchedOffer']; onEdit: () => void }) {
  const texts = useTexts(watchlistTexts);
  const canWrite = useCanWrite();
  const { remove } = useWatchlist();
  const {
    offerId,
    offerName,
    status,
    country,
    payout,
    currency,
    lastConversionAt,
    note,
    sensitivity,
    after,
  } = offer;
  return (
    <tr>
      <td className={styles.name}>
        <Link to="/offers/$offerId" params={{ offerId }}>
          ★ {offerId}
        </Link>{' '}
        {country} {offerName}
        {note !== null && <p className={styles.dim}>{note}</p>}
        {offer.mutedUntil !== null && <Mute until={offer.mutedUntil} />}
        {remove.error !== null && <Problem error={remove.error} />}
      </td>
      <td>{status !== null && <Badge tone={status === 'Active' ? 'good' : 'bad'}>{status}</Badge>}</td>
      <td>
        <Money amount={payout} currency={currency} />
      </td>
      <td>
        <Age at={lastConversionAt} />
      </td>
      <td>{after ?? texts[sensitivity]}</td>
      {canWrite && (
        <td>
          <span className={styles.line}>
            <Button onClick={onEdit}>{texts.edit}</Button>
            <Button disabled={remove.isPending} onClick={() => remove.mutate(offerId)}>
              {texts.remove}
            </Button>
          </span>
        </td>
      )}
    </tr>
  );
}

/** Says until when nothing is sent about an offer, and nothing when that time is over. */
function Mute({ until }: { until: string }) {
  const texts = useTexts(watchlistTexts);
  const { dateTime } = useFormats();
  const isOver = useTicking((nowMs) => Date.parse(until) <= nowMs);
  return isOver ? null : <p className={styles.dim}>{texts.mutedUntil(dateTime(new Date(until)))}</p>;
}
