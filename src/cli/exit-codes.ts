/** What a command's exit code says to a shell. */
export const EXIT = {
  done: 0,
  /** It failed, something is set wrongly, or a check found a fault. */
  failed: 1,
  usage: 2,
  /** The run that was started ended, but something that it was to read is missing. */
  incomplete: 3,
  /** Something that the command needs cannot be reached. */
  unreachable: 4,
  /** A run of that kind with other parameters is going. */
  refused: 5,
  /** Ctrl-C: the command stopped watching, and the run goes on. */
  detached: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The codes as `--help` tells them. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed, settings are wrong, or a check found a fault
  2    wrong usage
  3    the run ended incomplete: something that it was to read is missing
  4    something that the command needs cannot be reached: database, Temporal, network
  5    a run of that kind with other parameters is going
  130  Ctrl-C while watching: the run goes on`;
