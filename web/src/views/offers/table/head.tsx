import type { Table } from '@tanstack/react-table';
import { useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { COLUMN_FACTS, type ColumnId } from '../columns/columns';
import type { ReadQuery, Sort } from '../query';
import styles from './table.module.css';
import type { ListRow } from './use-columns';

const TITLES = {
  perHour: 'perHourTitle',
  gap: 'gapTitle',
  score: 'scoreTitle',
  silent: 'silentTitle',
} as const;

export interface HeadProps {
  table: Table<ListRow>;
  query: ReadQuery['query'];
  onSort: (sort: Sort) => void;
}

/** The heads of the columns; a click on one sorts. */
export function Head({ table, query, onSort }: HeadProps) {
  const texts = useTexts(offersTexts);
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">
          <span className="hidden">{texts.watched}</span>
        </th>
        {table.getVisibleLeafColumns().map((column) => {
          const id = column.id as ColumnId;
          const { sort, isNumber } = COLUMN_FACTS[id];
          const isSorted = sort !== undefined && sort === query.sortBy;
          const order = query.sortOrder === 'asc' ? 'ascending' : 'descending';
          const title = id in TITLES ? texts[TITLES[id as keyof typeof TITLES]] : undefined;
          return (
            <th
              key={id}
              scope="col"
              title={title}
              aria-sort={isSorted ? order : undefined}
              className={isNumber ? styles.number : undefined}
            >
              {sort === undefined ? (
                texts[id]
              ) : (
                <button type="button" className={styles.sort} onClick={() => onSort(sort)}>
                  {texts[id]}{' '}
                  <span aria-hidden="true">{isSorted ? (order === 'ascending' ? '▲' : '▼') : ''}</span>
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
