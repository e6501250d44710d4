import type { CommanderError } from 'commander';

/** The exit codes of all commands. */
export const EXIT = {
  done: 0,
  /** The command failed, a setting is invalid, or a check found a problem. */
  failed: 1,
  usage: 2,
  /** The run ended, but could not read everything that it planned to read. */
  incomplete: 3,
  /** A server that the command needs cannot be reached. */
  unreachable: 4,
  /** A run of the same kind with other parameters is running. */
  refused: 5,
  /** Ctrl-C: the command stopped watching, and the run continues. */
  detached: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes as `--help` shows them. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    success
  1    failure, invalid settings, or a check found a problem
  2    wrong usage
  3    the run is incomplete: something is missing or not proven (see reasons)
  4    the database, the Temporal server or the network cannot be reached
  5    a run of the same kind with other parameters is running
  130  Ctrl-C while watching: the run continues`;

/** The exit code after help, the version or a usage error, which have been printed already. */
export function exitCodeOf({ exitCode }: CommanderError): ExitCode {
  return exitCode === 0 ? EXIT.done : EXIT.usage;
}
