#!/usr/bin/env node
import { sanitizeLines } from '../terminal/text';
import { explainError } from './explain-error';
import { createProgram } from './program';

// EPIPE: the reader, such as `head`, has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const args = process.argv.slice(2);
createProgram()
  .parseAsync(args.length === 0 ? ['start'] : args, { from: 'user' })
  .catch((error: unknown) => {
    const { message, exitCode } = explainError(error);
    if (message !== '') process.stderr.write(`${sanitizeLines(message)}\n`);
    process.exitCode = exitCode;
  });
