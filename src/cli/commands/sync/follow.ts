import type { FullSyncParams, StartResult } from '../../../client';
import type { RunKey, RunStatus, SyncKind } from '../../../domain/run';
import { formatRunAudit } from '../../../format/run-audit';
import type { RunRecord } from '../../../store';
import { waitForEnd, showProgress } from '../../../terminal/follow-progress';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';

/** Which run to start, and for whom. */
export interface SyncRequest {
  kind: SyncKind;
  params: Partial<FullSyncParams>;
  /** For a program: nothing but one object on standard output. */
  isJson: boolean;
}

/** How a run ended. */
interface End {
  status: RunStatus;
  /** Null where the run could not write one. */
  audit: RunRecord | null;
  error: string | null;
}

const CODE_OF: Record<RunStatus, ExitCode> = {
  running: EXIT.detached,
  completed: EXIT.done,
  incomplete: EXIT.incomplete,
  failed: EXIT.failed,
  cancelled: EXIT.failed,
  timed_out: EXIT.failed,
};

/**
 * Start a run or join the equal one that is going, show it until it ends, and say its audit.
 *
 * Ctrl-C ends the showing alone: the run goes on, and it is said how to watch or cancel it.
 */
export async function followSync(service: Service, { kind, params, isJson }: SyncRequest): Promise<ExitCode> {
  const told = listenForInterrupt();
  try {
    const { syncs } = service;
    const run = await syncs.startSync(kind, params);
    // In JSON the object is alone on standard output.
    const say = (line: string) =>
      void (isJson ? process.stderr : process.stdout).write(`${sanitizeText(line)}\n`);
    if (run.outcome === 'refused') {
      process.stderr.write(
        `A run with other parameters is going: ${run.workflowId}. Wait for its end, or cancel it with\n` +
          `  mobipium-sync cancel ${run.workflowId}\n`,
      );
      return EXIT.refused;
    }
    if (!isJson) introduce(run, syncs.linkTo(run.workflowId), say);
    await (isJson
      ? waitForEnd(syncs, run, told.signal)
      : showProgress(syncs, run, process.stdout, told.signal));
    if (told.signal.aborted) {
      say(`The run goes on. Watch it again with the same command, which joins it; cancel it with`);
      say(`  mobipium-sync cancel ${run.workflowId}`);
      return EXIT.detached;
    }
    const end = await readEnd(service, run);
    if (isJson) process.stdout.write(`${toSafeJson(toJson(kind, run, end, syncs.linkTo(run.workflowId)))}\n`);
    else describeEnd(kind, end).forEach(say);
    return CODE_OF[end.status];
  } finally {
    told.stop();
  }
}

function introduce({ outcome, workflowId }: StartResult, link: string | null, say: (line: string) => void) {
  say(outcome === 'joined' ? `Joined the run that is going: ${workflowId}` : `Started ${workflowId}`);
  if (link !== null) say(`  ${link}`);
}

async function readEnd({ store, syncs }: Service, { workflowId, runId }: RunKey): Promise<End> {
  const audit = await store.readRun(workflowId, runId);
  if (audit !== undefined && audit.status !== 'running') {
    return { status: audit.status, audit, error: audit.error };
  }
  // Ended from outside, or it could not reach the books: Temporal alone knows of it.
  const execution = await syncs.readSync(workflowId);
  const isSame = execution?.runId === runId;
  return {
    status: isSame ? execution.status : 'failed',
    audit: null,
    error: isSame ? execution.error : null,
  };
}

function describeEnd(kind: SyncKind, { status, audit, error }: End): string[] {
  if (audit !== null) return formatRunAudit(audit);
  const why = error === null ? '' : ` ${error}.`;
  return [`${kind.toUpperCase()} ${status.replace('_', ' ')}, and left no audit.${why}`];
}

function toJson(kind: SyncKind, { workflowId, runId, outcome }: StartResult, end: End, ui: string | null) {
  return { workflowId, runId, kind, joined: outcome === 'joined', ...end, links: { ui } };
}

/** A second Ctrl-C ends the process as it always does. */
function listenForInterrupt(): { signal: AbortSignal; stop: () => void } {
  const told = new AbortController();
  const tell = () => told.abort();
  process.once('SIGINT', tell).once('SIGTERM', tell);
  return {
    signal: told.signal,
    stop: () => void process.off('SIGINT', tell).off('SIGTERM', tell),
  };
}
