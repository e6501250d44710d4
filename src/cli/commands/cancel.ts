import type { Command } from 'commander';
import { sanitizeText } from '../../terminal/text';
import { EXIT, type ExitCode } from '../exit-codes';
import { type Service, withService } from '../service/open';

/** `cancel <workflow id>`: tell a run to end. */
export function addCancelCommand(program: Command): void {
  program
    .command('cancel')
    .description('tell a run to end: it asks nothing new of the network, and leaves its audit')
    .argument('<workflow id>', 'as `status` shows it')
    .addHelpText('after', '\nExample:\n  mobipium-sync cancel full-sync-manual')
    .action(async (workflowId: string) => {
      process.exitCode = await withService((service) => cancel(service, workflowId));
    });
}

async function cancel({ syncs }: Service, workflowId: string): Promise<ExitCode> {
  const cancelled = await syncs.cancelSync(workflowId);
  if (cancelled === undefined) {
    process.stderr.write(
      `There is no run ${workflowId}. \`mobipium-sync status\` shows those that are going.\n`,
    );
    return EXIT.failed;
  }
  const said =
    cancelled.outcome === 'requested'
      ? `Told ${workflowId} to end.`
      : `Nothing to do: ${workflowId} has ended already (${cancelled.status.replace('_', ' ')}).`;
  process.stdout.write(`${sanitizeText(said)}\n`);
  return EXIT.done;
}
