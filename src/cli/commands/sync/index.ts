import type { Command } from 'commander';
import { FULL_SYNC_STATUSES, type SyncKind } from '../../../domain/run';
import { FULL_SYNC_BOUNDS, FULL_SYNC_DEFAULTS, type FullSyncParams } from '../../../domain/run-params';
import { withService } from '../../service/with-service';
import { choice, wholeNumber } from '../options';

const HELP: Record<SyncKind, { description: string; example: string }> = {
  high: {
    description: 'update the offers on the ConversionList and the watch list',
    example: 'mobipium-sync sync high',
  },
  full: {
    description: 'copy the whole catalogue, or its first pages',
    example:
      'mobipium-sync sync full                    the whole catalogue\n' +
      '  mobipium-sync sync full --max-pages 20     its first 20 pages\n' +
      '  mobipium-sync sync full --json             one JSON object at the end',
  },
  refresh: {
    description: 'rebuild the ConversionList from the mirror',
    example: 'mobipium-sync sync refresh',
  },
};

/** `sync high|full|refresh`: start a run, or join the one in progress with the same parameters, and show it until it ends. */
export function addSyncCommands(program: Command): void {
  const sync = program
    .command('sync')
    .description('start a run, or join the equal one in progress, and show it until it ends');
  for (const kind of ['high', 'full', 'refresh'] as const) {
    const command = sync
      .command(kind)
      .description(HELP[kind].description)
      .option('--json', 'print only one JSON object at the end')
      .addHelpText(
        'after',
        `\nExample:\n  ${HELP[kind].example}\n\nCtrl-C stops watching; the run continues.`,
      );
    if (kind === 'full') addFullOptions(command);
    command.action(async ({ json, ...params }: Partial<FullSyncParams> & { json?: true }) => {
      const { followSync } = require('./follow') as typeof import('./follow');
      process.exitCode = await withService((service) =>
        followSync(service, { kind, params, isJson: json === true }),
      );
    });
  }
}

function addFullOptions(command: Command): void {
  command
    .option('--max-pages <n>', 'read at most the first n pages', withinBounds(FULL_SYNC_BOUNDS.maxPages))
    .option(
      '--concurrency <n>',
      `concurrent page requests (default: ${FULL_SYNC_DEFAULTS.concurrency})`,
      withinBounds(FULL_SYNC_BOUNDS.concurrency),
    )
    .addOption(
      choice(
        '--status <status>',
        `the offers to read (default: ${FULL_SYNC_DEFAULTS.status})`,
        FULL_SYNC_STATUSES,
      ),
    )
    .option('--allow-mass-removal', 'mark missing offers even if there are unusually many');
}

function withinBounds({ minimum, maximum }: { minimum: number; maximum: number }) {
  return wholeNumber(minimum, maximum);
}
