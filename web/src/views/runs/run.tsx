import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ApiProblem, runQuery, type Schemas, useCanWrite } from '../../api';
import {
  Age,
  Block,
  CopyButton,
  factsOf,
  refusedOf,
  RunDuration,
  RunProgress,
  RunStatus,
} from '../../components';
import { type TextsOf, useFormats, useLocale, useTexts } from '../../i18n';
import { runTexts } from '../../i18n/texts/run';
import { runsTexts } from '../../i18n/texts/runs';
import { CancelRun } from './cancel';
import { RefusedSweep } from './refused-sweep';
import { RejectedValues } from './rejected';
import styles from './runs.module.css';

type Run = Schemas['Sync'];

const PHASES = [
  'starting',
  'counting',
  'scanning',
  'rechecking',
  'sweeping',
  'requesting',
  'updating-list',
  'done',
] as const;

const route = getRouteApi('/runs/$workflowId/$runId');

/** One run: its progress while it is running, then its audit. */
export function RunView() {
  const texts = useTexts(runsTexts);
  const key = route.useParams();
  const query = useQuery(runQuery(key));
  const { data, error } = query;
  // The API refuses an id that no run can have: an address that was cut or mistyped.
  const isMissing = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <div className={styles.view}>
      <p>
        <Link to="/runs">← {texts.back}</Link>
      </p>
      {data === undefined ? <h1>{key.workflowId}</h1> : <RunHead run={data} />}
      {isMissing ? (
        <p role="alert">{texts.notFound}</p>
      ) : (
        <Block title={data?.status === 'running' ? texts.progress : texts.audit} query={query}>
          {(run) => (run.status === 'running' ? <Running run={run} /> : <Ended run={run} />)}
        </Block>
      )}
      {(data?.audit?.rowsRejected ?? 0) > 0 && <RejectedValues run={key} />}
      {data !== undefined && <Facts run={data} />}
    </div>
  );
}

function RunHead({ run }: { run: Run }) {
  const texts = useTexts(runsTexts);
  const names = useTexts(runTexts);
  return (
    <div className={styles.head}>
      <h1>
        {names[run.kind]} <RunStatus status={run.status} />
      </h1>
      <span>
        <Age at={run.startedAt} /> · <RunDuration run={run} />
      </span>
      <span className={styles.links}>
        {run.links.ui !== null && (
          <a href={run.links.ui} target="_blank" rel="noreferrer">
            {texts.openTemporal} ↗
          </a>
        )}
        <a href={run.links.self.replace(/^\//, '')} target="_blank" rel="noreferrer">
          {texts.openJson} ↗
        </a>
      </span>
    </div>
  );
}

function Running({ run }: { run: Run }) {
  const texts = useTexts(runsTexts);
  const names = useTexts(runTexts);
  const canWrite = useCanWrite();
  const { progress } = run;
  return (
    <div className={styles.running}>
      {progress === null ? <p>{texts.waiting}</p> : <RunProgress run={run} />}
      {progress !== null && <p className={styles.dim}>{phaseIn(names, progress.phase)}</p>}
      {canWrite && <CancelRun run={run} />}
    </div>
  );
}

/** A phase in words. One of a newer server, which this page does not know, stays as it is. */
function phaseIn(names: TextsOf<typeof runTexts>, phase: string): string {
  const known = PHASES.find((each) => each === phase);
  return known === undefined ? phase : names[known];
}

function Ended({ run }: { run: Run }) {
  const texts = useTexts(runsTexts);
  const { locale } = useLocale();
  const formats = useFormats();
  const refused = refusedOf(run);
  const facts = factsOf(run, locale, formats);
  return (
    <>
      {refused !== undefined && <RefusedSweep offers={refused} params={run.audit?.params ?? {}} />}
      <dl className={styles.facts}>
        {facts.map(({ name, text, isForeign }, index) => (
          <div key={index} className={styles[name]}>
            <dt>{texts[name]}</dt>
            <dd lang={isForeign ? 'en' : undefined}>{text}</dd>
          </div>
        ))}
        {facts.length === 0 && run.error !== null && (
          <div className={styles.error}>
            <dt>{texts.error}</dt>
            <dd lang="en">{run.error}</dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Facts({ run }: { run: Run }) {
  const texts = useTexts(runsTexts);
  const params = Object.entries(run.audit?.params ?? {});
  return (
    <section className={styles.about} aria-label={texts.facts}>
      <dl className={styles.facts}>
        <div>
          <dt>{texts.workflowId}</dt>
          <dd>
            <code>{run.workflowId}</code> <CopyButton text={run.workflowId} />
          </dd>
        </div>
        <div>
          <dt>{texts.runId}</dt>
          <dd>
            <code>{run.runId}</code> <CopyButton text={run.runId} />
          </dd>
        </div>
        {params.length > 0 && (
          <div>
            <dt>{texts.parameters}</dt>
            <dd>
              <code>{params.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')}</code>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
