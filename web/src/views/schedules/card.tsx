import { Link } from '@tanstack/react-router';
import { type Schemas, useCanWrite } from '../../api';
import { Age, Badge } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { schedulesTexts } from '../../i18n/texts/schedules';
import { readInterval, useTicking } from '../../time';
import { ScheduleButtons } from './buttons';
import styles from './schedules.module.css';
import { secondsUntilNext } from './times';

const LAST_SHOWN = 5;

type Schedule = Schemas['Schedule'];

/** One schedule. */
export function ScheduleCard({ schedule }: { schedule: Schedule }) {
  const texts = useTexts(schedulesTexts);
  const { number, duration } = useFormats();
  const canWrite = useCanWrite();
  const { kind, id, paused, note, every, lastRuns, skipped, missed } = schedule;
  const seconds = readInterval(every);
  return (
    <article className={styles.card} aria-label={texts[kind]}>
      <h3>{texts[kind]}</h3>
      <p className={styles.line}>
        <Badge tone={paused ? 'warn' : 'good'}>{paused ? texts.paused : texts.active}</Badge>
        <span>{texts.every(seconds === undefined ? every : duration(seconds))}</span>
        <code>{id}</code>
      </p>
      {paused && note !== null && (
        <p className={styles.note}>
          {texts.reason}: {note}
        </p>
      )}
      <dl className={styles.facts}>
        {!paused && (
          <div>
            <dt>{texts.next}</dt>
            <dd>
              <NextRun schedule={schedule} />
            </dd>
          </div>
        )}
        <div>
          <dt>{texts.last}</dt>
          <dd>
            {lastRuns.length === 0
              ? texts.never
              : lastRuns.slice(0, LAST_SHOWN).map(({ workflowId, runId, scheduledAt }) => (
                  <Link
                    key={runId}
                    className={styles.last}
                    to="/runs/$workflowId/$runId"
                    params={{ workflowId, runId }}
                  >
                    <Age at={scheduledAt} />
                  </Link>
                ))}
          </dd>
        </div>
      </dl>
      {skipped > 0 && <p className={styles.dim}>{texts.skipped(number(skipped))}</p>}
      {missed > 0 && <p className={styles.warn}>▲ {texts.missed(number(missed))}</p>}
      {canWrite && <ScheduleButtons schedule={schedule} />}
    </article>
  );
}

function NextRun({ schedule }: { schedule: Schedule }) {
  const texts = useTexts(schedulesTexts);
  const { duration } = useFormats();
  const text = useTicking((nowMs) => {
    const seconds = secondsUntilNext(schedule, nowMs);
    return seconds === undefined ? texts.now : texts.in(duration(Math.ceil(seconds)));
  });
  return <span className={styles.next}>{text}</span>;
}
