import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { offerConversionsQuery, type Schemas } from '../../../api';
import { Block } from '../../../components';
import { useFormats, useLocale, useTexts } from '../../../i18n';
import { offerTexts } from '../../../i18n/texts/offer';
import { useTicking } from '../../../time';
import { countByDay, countByHour, longestOf, sawTooth, silencesBetween, timesOf } from './series';
import styles from './week.module.css';

const HOURS = 7 * 24;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Of the drawing; it fills the width that there is. */
const SIZE = { width: HOURS * 5, height: 90 };

/** When an offer was seen to convert within a week: by the hour, and how the age of its last conversion rose and fell. */
export function Week({ offerId }: { offerId: string }) {
  const texts = useTexts(offerTexts);
  const query = useQuery(offerConversionsQuery(offerId, HOURS));
  return (
    <Block title={texts.week} query={query}>
      {(conversions) => <Charts conversions={conversions} />}
    </Block>
  );
}

function Charts({ conversions }: { conversions: Schemas['OfferConversions'] }) {
  const texts = useTexts(offerTexts);
  const { number, duration, dateTime } = useFormats();
  const nowMs = useTicking((now) => Math.floor(now / MINUTE_MS) * MINUTE_MS);
  const captions = useId();
  const { from } = conversions;
  const counts = countByHour(conversions, HOURS);
  const silences = silencesBetween(timesOf(conversions, nowMs), nowMs);
  const longest = longestOf(silences);
  const most = Math.max(...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (longest === undefined) return <p>{texts.weekNone}</p>;
  const mostAt = new Date(Date.parse(from) + counts.indexOf(most) * HOUR_MS);
  const span = { from: Date.parse(from), until: Date.parse(from) + HOURS * HOUR_MS };
  const longestSeconds = (longest.until - longest.from) / 1_000;
  return (
    <div className={styles.charts}>
      <figure>
        <figcaption id={`${captions}-hours`}>
          <strong>{texts.byHour}.</strong> {texts.weekTotal(number(total), number(most), dateTime(mostAt))}
        </figcaption>
        <Drawing labelledBy={`${captions}-hours`}>
          {counts.map(
            (count, hour) =>
              count > 0 && (
                <rect
                  key={hour}
                  x={hour * 5}
                  y={SIZE.height - (count / most) * SIZE.height}
                  width={4}
                  height={(count / most) * SIZE.height}
                />
              ),
          )}
        </Drawing>
        <Days from={from} />
      </figure>
      <figure>
        <figcaption id={`${captions}-ages`}>
          <strong>{texts.ages}.</strong>{' '}
          {longest.isOver
            ? texts.longestSilence(duration(longestSeconds), dateTime(new Date(longest.until)))
            : texts.silentNow(duration(longestSeconds))}
        </figcaption>
        <Drawing labelledBy={`${captions}-ages`}>
          <path className={styles.ages} d={sawTooth(silences, { ...span, ...SIZE })} />
        </Drawing>
        <Days from={from} />
      </figure>
      <p className={styles.quiet}>{texts.seenLowerBound}</p>
      <ByDay counts={counts} from={from} />
    </div>
  );
}

function Drawing({ labelledBy, children }: { labelledBy: string; children: ReactNode }) {
  return (
    <svg
      className={styles.drawing}
      viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={labelledBy}
    >
      {children}
    </svg>
  );
}

/** The names of the days below a drawing, each where its first full hour is. */
function Days({ from }: { from: string }) {
  const { locale } = useLocale();
  const start = Date.parse(from);
  const starts = Array.from({ length: HOURS }, (_, hour) => hour).filter(
    (hour) => new Date(start + hour * HOUR_MS).getHours() === 0,
  );
  return (
    <div className={styles.days} aria-hidden="true">
      {starts.map((hour) => (
        <span key={hour} style={{ left: `${(hour / HOURS) * 100}%` }}>
          {new Date(start + hour * HOUR_MS).toLocaleDateString(locale, { weekday: 'short', day: 'numeric' })}
        </span>
      ))}
    </div>
  );
}

function ByDay({ counts, from }: { counts: readonly number[]; from: string }) {
  const texts = useTexts(offerTexts);
  const { locale } = useLocale();
  const { number } = useFormats();
  const dayOf = (hour: Date) =>
    hour.toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  return (
    <details>
      <summary>{texts.asNumbers}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.day}</th>
            <th scope="col">{texts.seen}</th>
          </tr>
        </thead>
        <tbody>
          {countByDay(counts, from, dayOf).map(([day, count]) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
