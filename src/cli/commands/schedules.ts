import type { Command } from 'commander';
import { applySchedules } from '../../client';
import { type Service, withService } from '../service/open';
import { renderSchedules } from './status/render';

/** `schedules apply`: create or update Temporal's schedules from the settings. */
export function addSchedulesCommand(program: Command): void {
  const schedules = program.command('schedules').description('manage the schedules that start runs');
  schedules
    .command('apply')
    .description(
      'create or update the schedules by HIGH_SYNC_EVERY and FULL_SYNC_EVERY; a paused one stays paused',
    )
    .addHelpText('after', '\nExample:\n  HIGH_SYNC_EVERY=5m mobipium-sync schedules apply')
    .action(() => withService(apply));
}

async function apply({ config, temporal, syncs }: Service): Promise<void> {
  await applySchedules(temporal, { highEveryMs: config.high.everyMs, fullEveryMs: config.full.everyMs });
  const applied = await syncs.listSchedules();
  process.stdout.write(`${renderSchedules(applied, Date.now()).join('\n')}\n`);
}
