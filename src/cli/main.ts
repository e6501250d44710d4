#!/usr/bin/env node
import { sanitizeLines } from '../terminal/text';
import { explainError } from './explain-error';
import { createProgram } from './program';

// A reader that has seen enough, such as head, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const given = process.argv.slice(2);
createProgram()
  .parseAsync(given.length === 0 ? ['start'] : given, { from: 'user' })
  .catch((error: unknown) => {
    const { message, exitCode } = explainError(error);
    if (message !== '') process.stderr.write(`${sanitizeLines(message)}\n`);
    process.exitCode = exitCode;
  });
