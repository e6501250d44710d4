import type { Schemas } from '../../../api';
import { useFormats, useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import type { ColumnId } from '../columns/columns';
import type { OfferPages } from '../pages/use-offer-pages';
import type { ReadQuery, Sort } from '../query';
import { Head } from './head';
import { useIsPrinting } from './input/use-media';
import type { RowWindow } from './input/use-window';
import { Row } from './row';
import styles from './table.module.css';
import { useColumns } from './use-columns';

/** In pixels. */
const STAR_WIDTH = 48;

export interface ListProps {
  pages: OfferPages;
  rows: RowWindow;
  query: ReadQuery['query'];
  columns: readonly ColumnId[];
  onSort: (sort: Sort) => void;
  /** Undefined: this browser may not change the watch list. */
  onStar: ((offer: Schemas['Offer']) => void) | undefined;
}

/**
 * The offers as a table that has the rows in sight only. On paper it has all rows that are there.
 *
 * Rows above and below are two empty rows of their height, so that it stays a table for screen readers.
 */
export function OfferTable({ pages, rows, query, columns, onSort, onStar }: ListProps) {
  const texts = useTexts(offersTexts);
  const formats = useFormats();
  const isPrinting = useIsPrinting();
  const inSight = rows.indexes.map((index) => ({ index, offer: pages.rowAt(index) }));
  const shown = isPrinting ? pages.loaded() : inSight;
  const table = useColumns(shown, columns);
  const { rowCount = 0 } = pages;
  const visible = table.getVisibleLeafColumns();
  return (
    <table
      className={styles.table}
      style={{ width: STAR_WIDTH + table.getTotalSize() }}
      aria-rowcount={rowCount + 1}
      hidden={rowCount === 0}
    >
      {isPrinting && (
        <caption>
          {texts.printed(
            formats.number((shown[0]?.index ?? 0) + 1),
            formats.number((shown.at(-1)?.index ?? 0) + 1),
            formats.number(rowCount),
          )}
        </caption>
      )}
      <colgroup>
        <col style={{ width: STAR_WIDTH }} />
        {visible.map((column) => (
          <col key={column.id} style={{ width: column.getSize() }} />
        ))}
      </colgroup>
      <Head table={table} query={query} onSort={onSort} />
      <tbody>
        {!isPrinting && <Space height={rows.before} columns={visible.length + 1} />}
        {table.getRowModel().rows.map((row) => (
          <Row
            key={row.original.index}
            row={row}
            columns={columns}
            isCurrent={row.original.index === rows.current}
            takesFocus={row.original.index === rows.focused}
            onFocused={rows.onFocused}
            onStar={onStar}
          />
        ))}
        {!isPrinting && <Space height={rows.after} columns={visible.length + 1} />}
      </tbody>
    </table>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden="true" className={styles.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
