import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  alertsQuery,
  conversionCountQuery,
  mirrorQuery,
  offerCountQuery,
  runsQuery,
  schedulesQuery,
  unlessLive,
  useCanWrite,
  useStartRun,
} from '../../../api';
import { Age, Badge, Button, Problem, RunProgress } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { todayTexts } from '../../../i18n/texts/today';
import { REFRESH_MS } from '../refresh';
import styles from './status.module.css';
import { TroubleLine } from './trouble-line';
import { findTroubles } from './troubles';

const RECENTLY = '5m';

/** Whether the mirror is fresh and true, and what to do if it is not. */
export function Status() {
  const texts = useTexts(todayTexts);
  const mirror = useQuery({ ...mirrorQuery, refetchInterval: () => unlessLive(REFRESH_MS) });
  const alerts = useQuery({
    ...alertsQuery({ state: 'open', kinds: ['mirror_stale', 'network_silent'] }),
    refetchInterval: () => unlessLive(REFRESH_MS),
  });
  const schedules = useQuery({ ...schedulesQuery, refetchInterval: REFRESH_MS });
  const troubles =
    mirror.data === undefined
      ? []
      : findTroubles(mirror.data, alerts.data?.alerts ?? [], schedules.data?.schedules ?? []);
  const freshness = mirror.data?.freshness;
  return (
    <section className={styles.status} aria-label={texts.title}>
      <div className={styles.strip}>
        {mirror.data !== undefined && (
          <strong>
            {troubles.length > 0 || mirror.error !== null ? (
              <Badge tone="bad">{texts.trouble}</Badge>
            ) : freshness?.lastFull == null ? (
              <Badge tone="busy">{texts.starting}</Badge>
            ) : (
              <Badge tone="good">{texts.fresh}</Badge>
            )}
          </strong>
        )}
        <Counts />
        {freshness != null && (
          <span className={styles.seen}>
            {texts.seen} <Age at={freshness.lastHigh?.finishedAt ?? null} /> (HIGH) ·{' '}
            <Age at={freshness.lastFull?.finishedAt ?? null} /> (FULL)
          </span>
        )}
        <SyncNow />
      </div>
      <ReadingCatalogue />
      {mirror.error !== null && <Problem error={mirror.error} onRetry={() => void mirror.refetch()} />}
      {troubles.length > 0 && (
        <div role="alert">
          <ul className={styles.troubles}>
            {troubles.map((trouble, index) => (
              <TroubleLine key={index} trouble={trouble} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Counts() {
  const texts = useTexts(todayTexts);
  const active = useQuery({
    ...offerCountQuery({ status: ['Active'] }),
    refetchInterval: () => unlessLive(REFRESH_MS),
  });
  const converting = useQuery({ ...conversionCountQuery, refetchInterval: () => unlessLive(REFRESH_MS) });
  const recent = useQuery({
    ...offerCountQuery({ convertedWithin: RECENTLY }),
    refetchInterval: () => unlessLive(REFRESH_MS),
  });
  return (
    <span className={styles.counts}>
      <Count value={active.data} name={texts.active} search={{ status: ['Active'] }} />
      <Count value={converting.data} name={texts.convert} search={{ priority: 'HIGH' }} />
      <Count value={recent.data} name={texts.recently} search={{ convertedWithin: RECENTLY }} />
    </span>
  );
}

function Count({ value, name, search }: { value: number | undefined; name: string; search: object }) {
  const { number } = useFormats();
  return (
    <Link to="/offers" search={search}>
      <b>{value === undefined ? '…' : number(value)}</b> {name}
    </Link>
  );
}

function SyncNow() {
  const texts = useTexts(todayTexts);
  const canWrite = useCanWrite();
  const { mutate, data, error, isPending } = useStartRun();
  if (!canWrite) return null;
  return (
    <span className={styles.sync}>
      <span role="status">
        {data !== undefined && (
          <Link
            to="/runs/$workflowId/$runId"
            params={{ workflowId: data.workflowId, runId: data.runId }}
            preload={false}
          >
            {texts.syncStarted}
          </Link>
        )}
      </span>
      {error !== null && <Problem error={error} />}
      <Button kind="main" disabled={isPending} onClick={() => mutate({ kind: 'high' })}>
        {texts.syncNow}
      </Button>
    </span>
  );
}

/** The progress of a FULL, while one runs. */
function ReadingCatalogue() {
  const texts = useTexts(todayTexts);
  const { data } = useQuery(runsQuery({ kind: ['full'], limit: 10 }));
  const run = data?.syncs.find(({ status }) => status === 'running');
  if (run === undefined) return null;
  return (
    <div className={styles.reading}>
      <Link
        to="/runs/$workflowId/$runId"
        params={{ workflowId: run.workflowId, runId: run.runId }}
        preload={false}
      >
        {texts.reading}
      </Link>
      <RunProgress run={run} />
    </div>
  );
}
