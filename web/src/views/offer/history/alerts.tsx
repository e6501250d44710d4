import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertsQuery } from '../../../api';
import { Badge, Block } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import { offerTexts } from '../../../i18n/texts/offer';
import styles from '../offer.module.css';

const SHOWN = 10;

/** The latest alerts about an offer. */
export function OfferAlerts({ offerId }: { offerId: string }) {
  const texts = useTexts(offerTexts);
  const kinds = useTexts(alertsTexts);
  const { dateTime, duration } = useFormats();
  const query = useQuery(alertsQuery({ offerId, limit: SHOWN }));
  return (
    <Block
      title={texts.alerts}
      query={query}
      isEmpty={({ alerts }) => alerts.length === 0}
      empty={texts.noAlerts}
      actions={
        <Link to="/alerts" search={{ offerId }}>
          {texts.allAlerts}
        </Link>
      }
    >
      {({ alerts }) => (
        <ol className={styles.events}>
          {alerts.map(({ id, kind, startedAt, endedAt, text }) => (
            <li key={id}>
              <time dateTime={startedAt}>{dateTime(new Date(startedAt))}</time>
              <Badge tone={endedAt === null ? 'bad' : 'dim'}>{kinds[kind]}</Badge>
              <bdi className={styles.long}>{text}</bdi>
              <small>
                {endedAt === null
                  ? texts.open
                  : endedAt > startedAt
                    ? texts.lasted(duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000))
                    : ''}
              </small>
            </li>
          ))}
        </ol>
      )}
    </Block>
  );
}
