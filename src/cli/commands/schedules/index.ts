import type { Command } from 'commander';
import { SCHEDULE_IDS } from '../../../domain/names';
import { withService } from '../../service/with-service';
import { nonEmptyText } from '../options';

const IDS: readonly string[] = Object.values(SCHEDULE_IDS);

interface ScheduleOptions {
  json?: true;
  note: string;
}

/** `schedules list|pause|resume|trigger|apply`: the schedules that start runs. */
export function addSchedulesCommand(program: Command): void {
  const load = () => require('./actions') as typeof import('./actions');
  const schedules = program.command('schedules').description('list and change the schedules that start runs');
  schedules
    .command('list', { isDefault: true })
    .description('list the schedules, as `schedules` alone does')
    .option('--json', 'print one JSON object, as /api/schedules returns it')
    .addHelpText('after', example('schedules list'))
    .action(({ json }: { json?: true }) => withService((service) => load().listSchedules(service, json)));

  for (const [name, description] of [
    ['pause', 'stop a schedule from starting runs; a running one continues'],
    ['resume', 'let a paused schedule start runs again'],
  ] as const) {
    addScheduleCommand(schedules, name, description)
      .option('--note <text>', 'shown in the list', nonEmptyText, `${name}d by the command line`)
      .action(async (id: string, options: ScheduleOptions) => {
        process.exitCode = await withService((service) =>
          load().changeSchedule(service, { id, change: name, ...options }),
        );
      });
  }
  addScheduleCommand(schedules, 'trigger', "start a schedule's run now").action(
    async (id: string, { json }: ScheduleOptions) => {
      process.exitCode = await withService((service) => load().triggerSchedule(service, id, json));
    },
  );

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
    .action(({ takeOver }: { takeOver?: true }) =>
      withService((service) => load().applySettings(service, takeOver)),
    );
}

function addScheduleCommand(schedules: Command, name: string, description: string): Command {
  const command = schedules
    .command(name)
    .description(description)
    .argument('<id>', IDS.join(', '))
    .option('--json', 'print one JSON object')
    .addHelpText('after', example(`schedules ${name} high-priority-sync`));
  return command.hook('preAction', () => {
    const [id = ''] = command.args;
    if (!IDS.includes(id)) command.error(`error: there is no schedule ${id}. Expected ${IDS.join(', ')}.`);
  });
}

function example(commandLine: string): string {
  return `\nExample:\n  mobipium-sync ${commandLine}`;
}
