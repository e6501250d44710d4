import { useInfiniteQuery } from '@tanstack/react-query';
import { offerHistoryQuery } from '../../../api';
import { Age, Block, Button, ChangeBadge, describeChange } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { changesTexts } from '../../../i18n/texts/changes';
import { offerTexts } from '../../../i18n/texts/offer';
import styles from '../offer.module.css';

const PAGE = 20;

/** What changed of an offer, the newest first. */
export function Changes({ offerId, currency }: { offerId: string; currency: string | null }) {
  const texts = useTexts(offerTexts);
  const words = useTexts(changesTexts);
  const formats = useFormats();
  const query = useInfiniteQuery(offerHistoryQuery(offerId, PAGE));
  return (
    <Block
      title={texts.history}
      query={query}
      isEmpty={({ pages }) => pages.every(({ changes }) => changes.length === 0)}
      empty={texts.noChanges}
    >
      {({ pages }) => (
        <>
          <ol className={styles.events}>
            {pages
              .flatMap(({ changes }) => changes)
              .map((change) => (
                <li key={change.observedAt}>
                  <time
                    dateTime={change.observedAt}
                    title={formats.fullDateTime(new Date(change.observedAt))}
                  >
                    {formats.dateTime(new Date(change.observedAt))}
                  </time>
                  <span>
                    {change.kinds.map((kind) => (
                      <ChangeBadge key={kind} kind={kind} />
                    ))}
                  </span>
                  <bdi className={styles.long}>{describeChange(change, currency, words, formats)}</bdi>
                  <small>
                    <Age at={change.observedAt} />
                  </small>
                </li>
              ))}
          </ol>
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
