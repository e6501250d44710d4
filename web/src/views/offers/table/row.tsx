import { flexRender, type Row as TableRow } from '@tanstack/react-table';
import { memo, useEffect, useRef } from 'react';
import type { Schemas } from '../../../api';
import { Star } from '../../../components';
import { COLUMN_FACTS, type ColumnId } from '../columns/columns';
import styles from './table.module.css';
import type { ListRow } from './use-columns';

/** What a row and a card need besides what they show. */
export interface ItemProps {
  /** Whether the keyboard is at this offer. */
  isCurrent: boolean;
  /** Whether its link gets the focus. */
  takesFocus: boolean;
  /** Must stay the same function, as `onStar`. */
  onFocused: () => void;
  /** Undefined: this browser may not change the watch list. */
  onStar: ((offer: Schemas['Offer']) => void) | undefined;
}

export interface RowProps extends ItemProps {
  row: TableRow<ListRow>;
  columns: readonly ColumnId[];
}

/** A row of the table. It renders again only when its offer or its columns change. */
export const Row = memo(
  function Row({ row, isCurrent, takesFocus, onFocused, onStar }: RowProps) {
    const { index, offer } = row.original;
    const element = useFocus<HTMLTableRowElement>(takesFocus, onFocused);
    return (
      <tr
        ref={element}
        // The first row is that of the heads.
        aria-rowindex={index + 2}
        aria-busy={offer === undefined}
        data-row={index}
        className={isCurrent ? styles.current : undefined}
      >
        <td className={styles.starCell}>{offer !== undefined && <StarOf offer={offer} onStar={onStar} />}</td>
        {row.getVisibleCells().map(({ id, column, getContext }) => (
          <td key={id} className={COLUMN_FACTS[column.id as ColumnId].isNumber ? styles.number : undefined}>
            {flexRender(column.columnDef.cell, getContext())}
          </td>
        ))}
      </tr>
    );
  },
  (before, after) =>
    before.row.original.offer === after.row.original.offer &&
    before.row.original.index === after.row.original.index &&
    before.columns === after.columns &&
    before.isCurrent === after.isCurrent &&
    before.takesFocus === after.takesFocus &&
    before.onStar === after.onStar,
);

/** The star of an offer. */
export function StarOf({ offer, onStar }: Pick<ItemProps, 'onStar'> & { offer: Schemas['Offer'] }) {
  return (
    <Star
      isOn={offer.watched}
      name={offer.offerName ?? offer.offerId}
      isDisabled={onStar === undefined}
      onToggle={() => onStar?.(offer)}
    />
  );
}

/** Gives the focus to the first link of an element, without scrolling. */
export function useFocus<T extends HTMLElement>(takesFocus: boolean, onFocused: () => void) {
  const element = useRef<T>(null);
  useEffect(() => {
    if (!takesFocus) return;
    element.current?.querySelector('a')?.focus({ preventScroll: true });
    onFocused();
  }, [takesFocus, onFocused]);
  return element;
}
