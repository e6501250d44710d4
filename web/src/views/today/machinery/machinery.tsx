import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { runsQuery, type Schemas, schedulesQuery } from '../../../api';
import { Block, CopyButton, toneOf } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { runTexts } from '../../../i18n/texts/run';
import { shellTexts } from '../../../i18n/texts/shell';
import { todayTexts } from '../../../i18n/texts/today';
import { useTicking } from '../../../time';
import { REFRESH_MS } from '../refresh';
import styles from './machinery.module.css';

type Run = Schemas['Sync'];

const RUNS_SHOWN = 10;
const recentRunsQuery = (kind: 'high' | 'full') => runsQuery({ kind: [kind], limit: RUNS_SHOWN });

const SIGNS = { good: '●', busy: '◌', warn: '◐', bad: '✕', dim: '–' } as const;

/** Opens the database. The API does not state its address, which may hold a password. */
const PSQL = 'mobipium-sync psql';

/** The last runs, the next ones, and the ways to the rest of the machinery. */
export function Machinery() {
  const texts = useTexts(todayTexts);
  const shell = useTexts(shellTexts);
  const [isOpen, setIsOpen] = useState(() => matchMedia('(min-width: 641px)').matches);
  const schedules = useQuery({ ...schedulesQuery, refetchInterval: REFRESH_MS });
  return (
    <Block title={texts.machinery} query={schedules}>
      {(data) => (
        <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
          <summary className={styles.summary}>{texts.details}</summary>
          <ul className={styles.kinds}>
            <RunsOfKind kind="high" schedule={data.schedules.find(({ kind }) => kind === 'high')} />
            <RunsOfKind kind="full" schedule={data.schedules.find(({ kind }) => kind === 'full')} />
          </ul>
          <p className={styles.links}>
            <Link to="/queues">{shell.queues} →</Link>
            <Link to="/runs">{shell.runs} →</Link>
            <Link to="/schedules">{shell.schedules} →</Link>
            <TemporalLink />
            <a href="docs/">{shell.documentation} ↗</a>
            <span className={styles.psql}>
              <code>{PSQL}</code> <CopyButton text={PSQL} label={texts.copyCommand} />
            </span>
          </p>
        </details>
      )}
    </Block>
  );
}

/** The workflows in the Temporal Web UI, whose address is part of the address of each run there. */
function TemporalLink() {
  const { data } = useQuery(recentRunsQuery('high'));
  const address = data?.syncs.find(({ links }) => links.ui !== null)?.links.ui;
  if (address == null) return null;
  return (
    <a href={address.replace(/(\/workflows)\/.*/, '$1')} target="_blank" rel="noreferrer">
      Temporal ↗
    </a>
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
  const { data } = useQuery(recentRunsQuery(kind));
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
      {data !== undefined && <span>{texts.complete(number(completed.length), number(ended.length))}</span>}
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
