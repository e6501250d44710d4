import { isGrpcServiceError } from '@temporalio/client';
import { CommanderError } from 'commander';
import { TemporalUnavailableError } from '../client';
import { ConfigError } from '../config';
import { DirectoryInUseError, PortInUseError, ServerExitedError, TemporalCliNotFoundError } from '../local';
import { isDatabaseUnavailable, InvalidCursorError, SourceMismatchError } from '../store';
import { EXIT, type ExitCode } from './exit-codes';
import { ServiceNotFoundError } from './service/locate';

/** What is said of an error, and the code to exit with. */
export interface Explained {
  /** Empty: it has been said already. */
  message: string;
  exitCode: ExitCode;
}

const PLANNED = [
  ConfigError,
  DirectoryInUseError,
  SourceMismatchError,
  PortInUseError,
  ServerExitedError,
  TemporalCliNotFoundError,
];

/** PostgreSQL's, and Prisma's, for a table that is not there. */
const NO_SUCH_TABLE = ['42P01', 'P2021'];

/** Of a user or password that PostgreSQL does not take, and of a database that it does not have. */
const REFUSED_BY_DATABASE = ['28P01', '28000', '3D000'];

/** Say what a person can do about an error, with the stack only of what nobody planned. */
export function explainError(error: unknown): Explained {
  if (error instanceof CommanderError) {
    return { message: '', exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage };
  }
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.failed };
  if (error instanceof ServiceNotFoundError) return { message: error.message, exitCode: EXIT.unreachable };
  if (error instanceof InvalidCursorError) return { message: error.message, exitCode: EXIT.usage };
  const doctor = '`mobipium-sync doctor` says more.';
  if (
    error instanceof TemporalUnavailableError ||
    isGrpcServiceError(error) ||
    isGrpcServiceError(error.cause)
  ) {
    return { message: `The Temporal server cannot be reached. ${doctor}`, exitCode: EXIT.unreachable };
  }
  if (isDatabaseUnavailable(error)) {
    return { message: `The database cannot be reached. ${doctor}`, exitCode: EXIT.unreachable };
  }
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && NO_SUCH_TABLE.includes(code)) {
    return {
      message: 'The database lacks tables: run `mobipium-sync migrate` first.',
      exitCode: EXIT.failed,
    };
  }
  if (typeof code === 'string' && REFUSED_BY_DATABASE.includes(code)) {
    return {
      message: `The database refuses us (${error.message}): check DATABASE_URL.`,
      exitCode: EXIT.failed,
    };
  }
  // Ours, and the runner's own of a migration that the database refuses.
  const isPlanned = PLANNED.some((planned) => error instanceof planned) || error.name === 'MigrationError';
  return { message: isPlanned ? error.message : (error.stack ?? error.message), exitCode: EXIT.failed };
}
