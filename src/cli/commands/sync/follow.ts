import type { FullSyncParams, StartResult } from '../../../client';
import type { RunKey, RunStatus, SyncKind } from '../../../domain/run';
import { formatRunAudit, formatRunStatus } from '../../../format/run-audit';
import type { RunRecord } from '../../../store';
import { followProgress } from '../../../terminal/follow-progress';
import { createScreen } from '../../../terminal/screen';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import { listenForInterrupt } from '../../interrupt';
import type { Service } from '../../service/open';

/** The run to start. */
export interface SyncRequest {
  kind: SyncKind;
  params: Partial<FullSyncParams>;
  /** Print nothing but one JSON object to standard output. */
  isJson: boolean;
}

/** How a run ended. */
interface RunEnd {
  status: RunStatus;
  /** Null: the run could not write its audit. */
  audit: RunRecord | null;
  error: string | null;
}

const EXIT_CODES: Record<RunStatus, ExitCode> = {
  running: EXIT.detached,
  completed: EXIT.done,
  incomplete: EXIT.incomplete,
  failed: EXIT.failed,
  cancelled: EXIT.failed,
  timed_out: EXIT.failed,
};

/**
 * Start a run or join the one in progress with the same parameters, show it until it ends, and print its audit.
 *
 * Ctrl-C stops only the watching: the run continues, and the command prints how to watch or cancel it.
 */
export async function followSync(service: Service, { kind, params, isJson }: SyncRequest): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  try {
    const { syncs } = service;
    const run = await syncs.startSync(kind, params);
    const { workflowId } = run;
    if (run.outcome === 'refused') {
      const id = sanitizeText(workflowId);
      process.stderr.write(
        `A run with other parameters is in progress: ${id}.\nWait until it ends, or cancel it with\n` +
          `  mobipium-sync cancel ${id}\n`,
      );
      return EXIT.refused;
    }
    const link = syncs.linkTo(run);
    // Standard output is only for the JSON object.
    const screen = createScreen(isJson ? process.stderr : process.stdout);
    if (!isJson) {
      screen.print(
        run.outcome === 'joined' ? `Joined the run in progress: ${workflowId}.` : `Started ${workflowId}.`,
      );
      if (link !== null) screen.print(`  ${link}`);
    }
    await followProgress(syncs, run, interrupt.signal, isJson ? undefined : screen.openDisplay());
    if (interrupt.signal.aborted) {
      screen.print('The run continues. To watch it again, repeat the command; to cancel it, use');
      screen.print(`  mobipium-sync cancel ${workflowId}`);
      return EXIT.detached;
    }
    const end = await readEnd(service, run);
    if (isJson) process.stdout.write(`${toSafeJson(toJson(kind, run, end, link))}\n`);
    else renderEnd(kind, end).forEach(screen.print);
    return EXIT_CODES[end.status];
  } finally {
    interrupt.stop();
  }
}

async function readEnd({ store, syncs }: Service, { workflowId, runId }: RunKey): Promise<RunEnd> {
  const audit = await store.readRun(workflowId, runId);
  if (audit !== undefined && audit.status !== 'running') {
    return { status: audit.status, audit, error: audit.error };
  }
  // Terminated from outside, or the database was unavailable: only Temporal knows the end.
  const execution = await syncs.readSync(workflowId, runId);
  return { status: execution?.status ?? 'failed', audit: null, error: execution?.error ?? null };
}

function renderEnd(kind: SyncKind, { status, audit, error }: RunEnd): string[] {
  if (audit !== null) return formatRunAudit(audit);
  const reason = error === null ? '' : ` ${error}.`;
  return [`${kind.toUpperCase()} ${formatRunStatus(status)} without an audit.${reason}`];
}

function toJson(kind: SyncKind, { workflowId, runId, outcome }: StartResult, end: RunEnd, ui: string | null) {
  return { workflowId, runId, kind, joined: outcome === 'joined', ...end, links: { ui } };
}
