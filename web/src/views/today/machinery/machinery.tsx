import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runsQuery, type Schemas, schedulesQuery } from '../../../api';
import { Block, toneOf } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { runTexts } from '../../../i18n/texts/run';
import { shellTexts } from '../../../i18n/texts/shell';
import { todayTexts } from '../../../i18n/texts/today';
import { useTicking } from '../../../time';
import { REFRESH_MS } from '../refresh';
import styles from './machinery.module.css';

type Run = Schemas['Sync'];

const RUNS_SHOWN = 10;
const SIGNS = { good: '●', busy: '◌', warn: '◐', bad: '✕', dim: '–' } as const;

/** The last runs, the next ones, and the ways to the rest of the machinery. */
export function Machinery() {
  const texts = useTexts(todayTexts);
  const shell = useTexts(shellTexts);
  const schedules = useQuery({ ...schedulesQuery, refetchInterval: REFRESH_MS });
  return (
    <Block title={texts.machinery} query={schedules}>
      {(data) => (
        <>
          <ul className={styles.kinds}>
            <RunsOfKind kind="high" schedule={data.schedules.find(({ kind }) => kind === 'high')} />
            <RunsOfKind kind="full" schedule={data.schedules.find(({ kind }) => kind === 'full')} />
          </ul>
          <p className={styles.links}>
            <Link to="/queues">{shell.queues} →</Link>
            <Link to="/runs">{shell.runs} →</Link>
            <Link to="/schedules">{shell.schedules} →</Link>
            <a href="docs/">{shell.documentation} ↗</a>
          </p>
        </>
      )}
    </Block>
  );
}

function RunsOfKind({
  kind,
  schedule,
}: {
  kind: 'high' | 'full';
  schedule: Schemas['Schedule'] | undefined;
}) {
  const texts = useTexts(todayTexts);
  const names = useTexts(runTexts);
  const { number } = useFormats();
  const { data } = useQuery(runsQuery({ kind: [kind], limit: RUNS_SHOWN }));
  const runs = data?.syncs ?? [];
  const ended = runs.filter(({ status }) => status !== 'running');
  const completed = ended.filter(({ status }) => status === 'completed');
  return (
    <li className={styles.kind}>
      <strong>{names[kind]}</strong>
      <span className={styles.dots}>
        {[...runs].reverse().map((run) => (
          <RunDot key={run.runId} run={run} />
        ))}
      </span>
      <span>{texts.complete(number(completed.length), number(ended.length))}</span>
      {schedule !== undefined && <NextRun schedule={schedule} />}
    </li>
  );
}

function RunDot({ run }: { run: Run }) {
  const texts = useTexts(todayTexts);
  const names = useTexts(runTexts);
  const { time } = useFormats();
  const { workflowId, runId, status, startedAt } = run;
  const label = texts.runAt(names[status], time(new Date(startedAt)));
  const tone = toneOf(status);
  return (
    <Link
      to="/runs/$workflowId/$runId"
      params={{ workflowId, runId }}
      preload={false}
      data-tone={tone}
      aria-label={label}
      title={label}
    >
      {SIGNS[tone]}
    </Link>
  );
}

function NextRun({ schedule }: { schedule: Schemas['Schedule'] }) {
  const texts = useTexts(todayTexts);
  const { duration } = useFormats();
  const { paused, nextRuns, note } = schedule;
  const text = useTicking((nowMs) => {
    if (paused) return texts.pausedSchedule;
    const next = nextRuns.map((at) => Date.parse(at)).find((at) => at > nowMs);
    return next === undefined ? texts.nextDue : texts.next(duration((next - nowMs) / 1_000));
  });
  return (
    <span data-tone={paused ? 'warn' : 'dim'} title={paused ? (note ?? undefined) : undefined}>
      {text}
    </span>
  );
}
