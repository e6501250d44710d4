import { useFormats, useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import styles from './figures.module.css';

const BAR_WIDTH = 3;
const HEIGHT = 20;

/** Bars of equal width, one for each hour, the latest last. The scale is that of the highest bar. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const formats = useFormats();
  const texts = useTexts(commonTexts);
  const highest = Math.max(1, ...values);
  const total = values.reduce((sum, value) => sum + value, 0);
  const width = values.length * (BAR_WIDTH + 1);
  return (
    <svg
      className={styles.sparkline}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={texts.sparkline(formats.number(total), formats.number(values.length))}
    >
      {values.map((value, hour) => {
        const height = value === 0 ? 1 : Math.max(2, Math.round((value / highest) * HEIGHT));
        return (
          <rect
            key={hour}
            className={value === 0 ? styles.none : undefined}
            x={hour * (BAR_WIDTH + 1)}
            y={HEIGHT - height}
            width={BAR_WIDTH}
            height={height}
          />
        );
      })}
    </svg>
  );
}
