import { memo } from 'react';
import { Age, Money, Sparkline } from '../../../components';
import { CapLeft, Name, Where } from './cells';
import { type ItemProps, StarOf, useFocus } from './row';
import styles from './table.module.css';
import type { ListRow } from './use-columns';

export interface CardProps extends ItemProps {
  row: ListRow;
  rowCount: number;
}

/** An offer on a phone. */
export const Card = memo(
  function Card({ row: { index, offer }, rowCount, isCurrent, takesFocus, onFocused, onStar }: CardProps) {
    const element = useFocus<HTMLLIElement>(takesFocus, onFocused);
    return (
      <li
        ref={element}
        aria-setsize={rowCount}
        aria-posinset={index + 1}
        aria-busy={offer === undefined}
        data-row={index}
        className={isCurrent ? `${styles.card} ${styles.current}` : styles.card}
      >
        {offer !== undefined && (
          <>
            <StarOf offer={offer} onStar={onStar} />
            <p className={styles.line}>
              <Name offer={offer} />
            </p>
            <p className={styles.line}>
              <Money amount={offer.payout} currency={offer.currency} /> · <Age at={offer.lastConversionAt} />{' '}
              · <CapLeft offer={offer} />
            </p>
            <p className={styles.line}>
              {offer.spark !== null && <Sparkline values={offer.spark} />} <Where offer={offer} />
            </p>
          </>
        )}
      </li>
    );
  },
  (before, after) =>
    before.row.offer === after.row.offer &&
    before.row.index === after.row.index &&
    before.rowCount === after.rowCount &&
    before.isCurrent === after.isCurrent &&
    before.takesFocus === after.takesFocus &&
    before.onStar === after.onStar,
);
