import { useTexts } from '../../i18n';
import { todayTexts } from '../../i18n/texts/today';
import { FastOffers } from './fast/fast';
import { Happened } from './happened/happened';
import { Machinery } from './machinery/machinery';
import { Status } from './status/status';
import styles from './today.module.css';

/** What a media buyer opens in the morning: is the mirror fresh, what happened, and what converts fast and often. */
export function TodayView() {
  const texts = useTexts(todayTexts);
  return (
    <div className={styles.view}>
      <h1 className="hidden">{texts.title}</h1>
      <Status />
      <Happened />
      <FastOffers />
      <Machinery />
    </div>
  );
}
