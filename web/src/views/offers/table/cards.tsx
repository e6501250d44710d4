import { useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { Card } from './card';
import type { ListProps } from './offer-table';
import styles from './table.module.css';

/** The offers as cards, for a phone. It has those in sight only. */
export function Cards({ pages, rows, onStar }: ListProps) {
  const texts = useTexts(offersTexts);
  const { rowCount = 0 } = pages;
  return (
    <ul
      className={styles.cards}
      aria-label={texts.title}
      style={{ paddingTop: rows.before, paddingBottom: rows.after }}
    >
      {rows.indexes.map((index) => (
        <Card
          key={index}
          row={{ index, offer: pages.rowAt(index) }}
          rowCount={rowCount}
          isCurrent={index === rows.current}
          takesFocus={index === rows.focused}
          onFocused={rows.onFocused}
          onStar={onStar}
        />
      ))}
    </ul>
  );
}
