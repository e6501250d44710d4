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
    .option(
      '--take-over',
      'take the schedules over from another mirror, whose database is gone, and end its runs',
    )
    .addHelpText('after', '\nExample:\n  HIGH_SYNC_EVERY=5m mobipium-sync schedules apply')
    .action((options: ApplyOptions) => withService((service) => apply(service, options)));
}

interface ApplyOptions {
  takeOver?: true;
}

async function apply(service: Service, { takeOver }: ApplyOptions): Promise<void> {
  const { high, full } = service.config;
  await applySchedules(service, { highEveryMs: high.everyMs, fullEveryMs: full.everyMs, takeOver });
  const applied = await service.syncs.listSchedules();
  process.stdout.write(`${renderSchedules(applied, Date.now()).join('\n')}\n`);
}
