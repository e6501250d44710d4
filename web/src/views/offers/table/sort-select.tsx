import { useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { type ReadQuery, type Sort, SORTS } from '../query';

const NAMES = {
  score: 'sortScore',
  lastConversionAt: 'sortLast',
  payout: 'sortPayout',
  offerName: 'sortName',
  offerId: 'sortId',
  updatedAt: 'sortUpdated',
} as const satisfies Record<Sort, string>;

const ORDERS = Object.keys(SORTS) as Sort[];

export interface SortSelectProps {
  query: ReadQuery['query'];
  onSort: (sort: Sort) => void;
}

/** Chooses the order, also by what has no column, and for cards, which have no heads. */
export function SortSelect({ query: { sortBy, sortOrder }, onSort }: SortSelectProps) {
  const texts = useTexts(offersTexts);
  return (
    <label>
      {texts.sort}{' '}
      <select
        value={sortBy}
        onChange={({ target }) => onSort(ORDERS.find((sort) => sort === target.value) ?? sortBy)}
      >
        {ORDERS.map((sort) => (
          <option key={sort} value={sort}>
            {texts[NAMES[sort]]}
          </option>
        ))}
      </select>{' '}
      {sortOrder !== SORTS[sortBy] && <span aria-hidden="true">{sortOrder === 'asc' ? '▲' : '▼'}</span>}
    </label>
  );
}
