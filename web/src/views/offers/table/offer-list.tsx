import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, type RefObject, useState } from 'react';
import type { Schemas } from '../../../api';
import { Problem } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { commonTexts } from '../../../i18n/texts/common';
import { offersTexts } from '../../../i18n/texts/offers';
import type { ColumnId } from '../columns/columns';
import { MAX_ROWS, pageOf } from '../pages/chain';
import { useOfferPages } from '../pages/use-offer-pages';
import { hasFilters, type ReadQuery, type Sort } from '../query';
import { Cards } from './cards';
import type { KeyAction } from './input/keys';
import { useKeys } from './input/use-keys';
import { useMedia } from './input/use-media';
import { useWindow } from './input/use-window';
import { OfferTable } from './offer-table';
import styles from './table.module.css';

export interface OfferListProps {
  query: ReadQuery['query'];
  columns: readonly ColumnId[];
  onSort: (sort: Sort) => void;
  /** Must stay the same function. Undefined: this browser may not change the watch list. */
  onStar: ((offer: Schemas['Offer']) => void) | undefined;
  onHelp: () => void;
  areKeysOn: boolean;
  searchBox: RefObject<HTMLInputElement | null>;
  /** Beside the number of offers. */
  children: ReactNode;
}

/** The offers that a query lists: a table, or cards on a phone. A list of another query needs another `key`. */
export function OfferList({
  query,
  columns,
  onSort,
  onStar,
  onHelp,
  areKeysOn,
  searchBox,
  children,
}: OfferListProps) {
  const texts = useTexts(offersTexts);
  const navigate = useNavigate();
  const isPhone = useMedia('(max-width: 640px)');
  const [range, setRange] = useState({ first: 0, last: 0 });
  const pages = useOfferPages(query, range);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const rows = useWindow({ rowCount: pages.rowCount ?? 0, scroller, areCards: isPhone });
  if (pageOf(rows.first) !== pageOf(range.first) || pageOf(rows.last) !== pageOf(range.last))
    setRange({ first: rows.first, last: rows.last });

  useKeys(areKeysOn, (action: KeyAction) => {
    const offer = rows.current === undefined ? undefined : pages.rowAt(rows.current);
    if (action === 'search') searchBox.current?.focus();
    else if (action === 'help') onHelp();
    else if (action !== 'star' && action !== 'open') rows.move(action);
    else if (offer === undefined) return;
    else if (action === 'star') onStar?.(offer);
    else void navigate({ to: '/offers/$offerId', params: { offerId: offer.offerId } });
  });

  const List = isPhone ? Cards : OfferTable;
  return (
    <>
      <Summary pages={pages}>{children}</Summary>
      {pages.error !== null && <ListProblem pages={pages} query={query} />}
      {/* It can have the focus, so that it is scrolled by the keyboard; which row has it is read from its events. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions */}
      <section
        ref={setScroller}
        className={styles.scroller}
        aria-label={texts.title}
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
        tabIndex={0}
        onFocus={({ target }) => rows.setCurrent(rowOf(target) ?? rows.current)}
      >
        <List pages={pages} rows={rows} query={query} columns={columns} onSort={onSort} onStar={onStar} />
        <Empty pages={pages} query={query} />
      </section>
    </>
  );
}

type Pages = ReturnType<typeof useOfferPages>;

function Summary({ pages, children }: { pages: Pages; children: ReactNode }) {
  const texts = useTexts(offersTexts);
  const formats = useFormats();
  const { rowCount, total, isEstimate, mixesCurrencies } = pages;
  const count = formats.number(Math.max(total, rowCount ?? 0));
  return (
    <div className={styles.summary}>
      <p role="status">
        {rowCount === undefined ? '' : isEstimate ? texts.countAbout(count) : texts.count(count)}
        {rowCount === MAX_ROWS && ` ${texts.tooMany(formats.number(MAX_ROWS))}`}
      </p>
      {children}
      {mixesCurrencies && <p className={styles.hint}>{texts.mixed}</p>}
    </div>
  );
}

function ListProblem({ pages, query }: { pages: Pages; query: ReadQuery['query'] }) {
  const texts = useTexts(offersTexts);
  const { error, readAt, rowCount, retry } = pages;
  const isRefused = error !== null && 'status' in error && error.status === 400 && hasFilters(query);
  return (
    <>
      {isRefused && <p>{texts.unknownValue}</p>}
      <Problem
        error={error!}
        since={rowCount === undefined ? undefined : new Date(readAt)}
        {...(isRefused ? {} : { onRetry: retry })}
      />
    </>
  );
}

function Empty({ pages: { rowCount, error }, query }: { pages: Pages; query: ReadQuery['query'] }) {
  const texts = useTexts(offersTexts);
  const { loading } = useTexts(commonTexts);
  if (rowCount === undefined) return error === null && <p className={styles.empty}>{loading}</p>;
  if (rowCount > 0) return null;
  return <p className={styles.empty}>{hasFilters(query) ? texts.noMatch : texts.noOffers}</p>;
}

/** The row that an element belongs to. Undefined: none. */
function rowOf(element: Element): number | undefined {
  const row = element.closest('[data-row]')?.getAttribute('data-row');
  return row == null ? undefined : Number(row);
}
