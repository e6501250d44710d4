import { Command } from 'commander';
import { addCancelCommand } from './commands/cancel';
import { addDoctorCommand } from './commands/doctor';
import { addOffersCommand } from './commands/offers';
import { addReplayCommand } from './commands/replay';
import { addSchedulesCommand } from './commands/schedules';
import { addStatusCommand } from './commands/status';
import { addSyncCommands } from './commands/sync';
import { EXIT_CODES_HELP } from './exit-codes';
import { addProcessCommands } from './processes';

const HELP = `
Settings come from the environment and from .env; .env.example lists each. Commands that speak to a service use
DATABASE_URL and TEMPORAL_ADDRESS, or, where those are not set, what a \`start\` that runs in DATA_DIR brought up.
${EXIT_CODES_HELP}

Example:
  mobipium-sync start
  mobipium-sync sync full --max-pages 20`;

/** All commands. What is wrong usage, and help, are thrown as a `CommanderError` once they have been said. */
export function createProgram(): Command {
  const program = new Command('mobipium-sync')
    .description('Keeps a live PostgreSQL mirror of the Mobipium offer catalogue, on Temporal.')
    .addHelpText('after', HELP)
    .showHelpAfterError('(add --help to see how it is used)')
    .exitOverride();
  addProcessCommands(program);
  addSchedulesCommand(program);
  addSyncCommands(program);
  addCancelCommand(program);
  addStatusCommand(program);
  addOffersCommand(program);
  addReplayCommand(program);
  addDoctorCommand(program);
  return program;
}
