import { useInfiniteQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api';
import { Block, Button } from '../../../components';
import { useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import styles from '../alerts.module.css';
import type { AlertsSearch } from '../search';
import { AlertItem } from './item';
import { alertPagesQuery } from './queries';

/** The alerts that match the filters, and the next page on request. */
export function AlertList({ search, onMute }: { search: AlertsSearch; onMute: (mute: MuteOf) => void }) {
  const texts = useTexts(alertsTexts);
  const query = useInfiniteQuery(alertPagesQuery(search));
  return (
    <Block
      title={texts.title}
      query={query}
      isEmpty={({ pages }) => pages[0]?.alerts.length === 0}
      empty={texts.empty}
    >
      {({ pages }) => (
        <>
          <ul className={styles.list}>
            {pages
              .flatMap(({ alerts }) => alerts)
              .map((alert) => (
                <AlertItem key={alert.id} alert={alert} onMute={onMute} />
              ))}
          </ul>
          {query.hasNextPage && (
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {texts.older}
            </Button>
          )}
        </>
      )}
    </Block>
  );
}

/** What a mute of an alert begins with. */
export type MuteOf = Pick<Schemas['Alert'], 'kind' | 'offerId'>;
