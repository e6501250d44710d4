import type { Command } from 'commander';
import { formatRunStatus } from '../../format/run-audit';
import { sanitizeText } from '../../terminal/text';
import { EXIT, type ExitCode } from '../exit-codes';
import { type Service, withService } from '../service/with-service';
import { uuid } from './options';

/** `cancel <workflow id>`: request the cancellation of a run. */
export function addCancelCommand(program: Command): void {
  program
    .command('cancel')
    .description('cancel a run: it sends no new requests to the network, and writes its audit')
    .argument('<workflow id>', 'the id that `status` shows')
    .option('--run-id <id>', 'only this run (default: the newest one with the workflow id)', uuid)
    .addHelpText('after', '\nExample:\n  mobipium-sync cancel full-sync-manual')
    .action(async (workflowId: string, { runId }: { runId?: string }) => {
      process.exitCode = await withService((service) => cancel(service, workflowId, runId));
    });
}

async function cancel({ syncs }: Service, workflowId: string, runId?: string): Promise<ExitCode> {
  const id = sanitizeText(workflowId);
  const cancelled = await syncs.cancelSync(workflowId, runId);
  if (cancelled === undefined) {
    process.stderr.write(`No run ${id} found. \`mobipium-sync status\` lists the runs in progress.\n`);
    return EXIT.failed;
  }
  process.stdout.write(
    cancelled.outcome === 'requested'
      ? `Cancellation requested for ${id}.\n`
      : `Nothing to cancel: ${id} has already ended (${formatRunStatus(cancelled.status)}).\n`,
  );
  return EXIT.done;
}
