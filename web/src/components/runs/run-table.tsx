import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api';
import { useFormats, useTexts } from '../../i18n';
import { runTexts } from '../../i18n/texts/run';
import { useTicking } from '../../time';
import { Age } from '../figures/age';
import { TextWithCode } from '../figures/text-with-code';
import { countsOf, reasonOf, secondsOf } from './outcome';
import { RunProgress } from './run-progress';
import { RunStatus } from './run-status';
import styles from './runs.module.css';

type Run = Schemas['Sync'];

/** Runs as a table: what each did, who started it, and how long it took. On phones: cards. */
export function RunTable({ runs, label }: { runs: readonly Run[]; label: string }) {
  const texts = useTexts(runTexts);
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{texts.run}</th>
          <th scope="col">{texts.result}</th>
          <th scope="col">{texts.started}</th>
          <th scope="col">{texts.startedBy}</th>
          <th scope="col">{texts.duration}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.runId} run={run} />
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ run }: { run: Run }) {
  const texts = useTexts(runTexts);
  const { workflowId, runId, kind, status, startedAt, audit } = run;
  return (
    <tr>
      <td>
        <RunStatus status={status} />{' '}
        <Link to="/runs/$workflowId/$runId" params={{ workflowId, runId }} title={workflowId}>
          {texts[kind]}
        </Link>
      </td>
      <td className={styles.outcome}>
        <RunOutcome run={run} />
      </td>
      <td>
        <Age at={startedAt} />
      </td>
      <td>{audit === null ? '' : texts[audit.trigger === 'schedule' ? 'schedule' : 'manual']}</td>
      <td>
        <RunDuration run={run} />
      </td>
    </tr>
  );
}

function RunOutcome({ run }: { run: Run }) {
  const texts = useTexts(runTexts);
  const { number } = useFormats();
  if (run.status === 'running') return <RunProgress run={run} />;
  const reason = reasonOf(run);
  const counts = countsOf(run);
  return (
    <>
      {reason !== undefined && (
        <p className={styles.reason} lang="en" title={reason}>
          <TextWithCode text={reason} />
        </p>
      )}
      <p>
        {counts.map(({ name, value, isDeparture }, index) => (
          <span key={name} className={isDeparture ? styles.departure : undefined}>
            {index > 0 && ' · '}
            {texts[name](number(value))}
          </span>
        ))}
      </p>
    </>
  );
}

/** How long a run took. Counts on while it is running. */
export function RunDuration({ run }: { run: Run }) {
  const formats = useFormats();
  const text = useTicking((nowMs) => formats.duration(secondsOf(run, nowMs)));
  return <span className={styles.duration}>{text}</span>;
}
