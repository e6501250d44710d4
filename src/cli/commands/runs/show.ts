import { TemporalUnavailableError } from '../../../client';
import { formatRunAudit, formatRunStatus } from '../../../format/run-audit';
import { formatDetails, formatSteps } from '../../../terminal/progress';
import { createScreen } from '../../../terminal/screen';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';

interface ShowOptions {
  workflowId: string;
  runId: string | undefined;
  json: true | undefined;
}

/** Print the audit of a run, or its progress while it is running. */
export async function showRun(
  { store, syncs }: Service,
  { workflowId, runId, json }: ShowOptions,
): Promise<ExitCode> {
  const [audit, execution] = await Promise.all([
    store.readRun(workflowId, runId),
    syncs.readSync(workflowId, runId).catch((error: unknown) => {
      if (error instanceof TemporalUnavailableError) return undefined;
      throw error;
    }),
  ]);
  // The newest run may not have begun its record yet.
  const isNewer = execution !== undefined && execution.runId !== audit?.runId;
  const record = audit?.status === 'running' || isNewer ? undefined : audit;
  const known = record ?? execution ?? audit;
  if (known === undefined) {
    process.stderr.write(
      `No run ${sanitizeText(workflowId)} found. \`mobipium-sync runs\` lists the runs.\n`,
    );
    return EXIT.failed;
  }
  const { kind, status } = known;
  const progress = record === undefined ? (execution?.progress ?? null) : null;
  const error = record?.error ?? execution?.error ?? null;
  const ui = syncs.linkTo(known);
  if (json) {
    const run = { workflowId: known.workflowId, runId: known.runId, kind, status, progress };
    process.stdout.write(`${toSafeJson({ ...run, audit: record ?? null, error, links: { ui } })}\n`);
    return EXIT.done;
  }
  const facts =
    record === undefined
      ? [
          `${kind.toUpperCase()} ${formatRunStatus(status)}${progress === null ? '' : `, ${formatSteps(progress)}${formatDetails(progress)}`}.`,
          ...(error === null ? [] : [`  Error      ${error}`]),
        ]
      : formatRunAudit(record);
  const lines = [`${known.workflowId}, run ${known.runId}`, ...facts, ...(ui === null ? [] : [`  ${ui}`])];
  lines.forEach(createScreen(process.stdout).print);
  return EXIT.done;
}
