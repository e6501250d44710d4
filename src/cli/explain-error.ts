import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { CleanupError } from '../async/cleanup';
import { OtherMirrorError, TemporalAccessError, TemporalUnavailableError } from '../client';
import { ConfigError } from '../config';
import {
  DirectoryInUseError,
  PortInUseError,
  ServerExitedError,
  SetupError,
  TemporalCliNotFoundError,
} from '../local';
import {
  DatabaseSetupError,
  explainDatabaseError,
  FutureTimeError,
  HistoryGoneError,
  InvalidCursorError,
  isDatabaseUnavailable,
  SourceMismatchError,
  StoreError,
  UnknownValueError,
} from '../store';
import { EXIT, type ExitCode } from './exit-codes';
import { ServiceNotFoundError } from './service/locate';

/** What to print for an error, and the code to exit with. */
export interface ErrorExplanation {
  message: string;
  exitCode: ExitCode;
}

/** Errors whose message says what to do. Others are printed with their stack. */
const EXPECTED_ERRORS = [
  ConfigError,
  DatabaseSetupError,
  DirectoryInUseError,
  FutureTimeError,
  HistoryGoneError,
  OtherMirrorError,
  SourceMismatchError,
  StoreError,
  PortInUseError,
  ServerExitedError,
  SetupError,
  TemporalAccessError,
  TemporalCliNotFoundError,
];

/** PostgreSQL's code for a missing table. */
const MISSING_TABLE = '42P01';

const DOCTOR_HINT = 'Run `mobipium-sync doctor` for details.';

/** Explain an error to the person at the terminal. */
export function explainError(error: unknown): ErrorExplanation {
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.failed };
  if (error instanceof CleanupError) {
    const first = error.cause === undefined ? undefined : explainError(error.cause);
    const message = [first?.message ?? '', `Not everything was stopped: ${error.message}`].join('\n').trim();
    return { message, exitCode: first?.exitCode ?? EXIT.failed };
  }
  if (error instanceof ServiceNotFoundError) return { message: error.message, exitCode: EXIT.unreachable };
  if (error instanceof InvalidCursorError || error instanceof UnknownValueError)
    return { message: error.message, exitCode: EXIT.usage };
  if (
    error instanceof TemporalUnavailableError ||
    isGrpcServiceError(error) ||
    error instanceof NamespaceNotFoundError ||
    isGrpcServiceError(error.cause)
  ) {
    return { message: `The Temporal server cannot be reached. ${DOCTOR_HINT}`, exitCode: EXIT.unreachable };
  }
  if (isDatabaseUnavailable(error) && !(error instanceof StoreError)) {
    return { message: `The database cannot be reached. ${DOCTOR_HINT}`, exitCode: EXIT.unreachable };
  }
  return { message: explainFailure(error), exitCode: EXIT.failed };
}

function explainFailure(error: Error): string {
  const { code } = error as { code?: unknown };
  if (code === MISSING_TABLE) {
    return 'The database is missing tables: run `mobipium-sync migrate` first.';
  }
  const problem = explainDatabaseError(error);
  if (problem !== undefined) return `The database: ${problem.found}. ${problem.advice}`;
  // An error of the operating system names the file or address.
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return `${error.message}.`;
  // Compared by name: umzug's error for a migration that failed has the same name and another class.
  const isExpected =
    error.name === 'MigrationError' || EXPECTED_ERRORS.some((expected) => error instanceof expected);
  return isExpected ? error.message : (error.stack ?? error.message);
}
