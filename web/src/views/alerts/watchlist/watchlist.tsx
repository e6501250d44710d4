import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Schemas, useCanWrite } from '../../../api';
import { Block, Button } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import styles from '../alerts.module.css';
import { AddDialog } from './add-dialog';
import { EditDialog } from './edit-dialog';
import { watchlistPagesQuery } from './queries';
import { WatchedRow } from './row';

/** The watched offers, with their settings. */
export function Watchlist() {
  const texts = useTexts(watchlistTexts);
  const { number } = useFormats();
  const query = useInfiniteQuery(watchlistPagesQuery);
  const canWrite = useCanWrite();
  const [isAdding, setIsAdding] = useState(false);
  const [edited, setEdited] = useState<Schemas['WatchedOffer']>();
  const total = query.data?.pages[0]?.total;
  return (
    <Block
      title={texts.title}
      query={query}
      isEmpty={({ pages }) => pages[0]?.watchlist.length === 0}
      empty={texts.empty}
      actions={
        <>
          {total !== undefined && <span className={styles.dim}>{texts.count(number(total))}</span>}
          {canWrite && <Button onClick={() => setIsAdding(true)}>{texts.add}</Button>}
          {isAdding && <AddDialog onClose={() => setIsAdding(false)} />}
          {edited !== undefined && <EditDialog offer={edited} onClose={() => setEdited(undefined)} />}
        </>
      }
    >
      {({ pages }) => (
        <>
          <table className={styles.table} aria-label={texts.title}>
            <thead>
              <tr>
                <th scope="col">{texts.offer}</th>
                <th scope="col">{texts.status}</th>
                <th scope="col">{texts.payout}</th>
                <th scope="col">{texts.last}</th>
                <th scope="col">{texts.reported}</th>
                {canWrite && <th scope="col">{texts.actions}</th>}
              </tr>
            </thead>
            <tbody>
              {pages
                .flatMap(({ watchlist }) => watchlist)
                .map((offer) => (
                  <WatchedRow key={offer.offerId} offer={offer} onEdit={() => setEdited(offer)} />
                ))}
            </tbody>
          </table>
          {query.hasNextPage && (
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {texts.more}
            </Button>
          )}
        </>
      )}
    </Block>
  );
}
