#!/usr/bin/env node
import { CommanderError } from 'commander';
import { sanitizeLines } from '../terminal/text';
import { exitCodeOf } from './exit-codes';
import { createProgram } from './program';

// EPIPE: the reader, such as `head`, has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const args = process.argv.slice(2);
createProgram()
  .parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = exitCodeOf(error);
      return;
    }
    // Loaded here, because it loads the modules whose errors it knows.
    const { explainError } = require('./explain-error') as typeof import('./explain-error');
    const { message, exitCode } = explainError(error);
    process.stderr.write(`${sanitizeLines(message)}\n`);
    process.exitCode = exitCode;
  });
