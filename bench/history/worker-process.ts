import pino from 'pino';
import { createCleanupStack } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openWorker } from '../../src/local/stack';
import { createStore } from '../../src/store';
import { saveWithoutHistory, withoutHistory } from './without-history';

// A worker with or without histories, rhythms and episodes, by its argument. It ends on SIGTERM.
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const cleanup = createCleanupStack();
  process.once('SIGTERM', () => void cleanup.closeAll());
  const logger = pino({ level: 'warn' });
  const whole = createStore({ databaseUrl: config.databaseUrl! });
  cleanup.defer('database', () => whole.close());
  const isPlain = process.argv[2] === 'without';
  if (isPlain) saveWithoutHistory(new URL(config.databaseUrl!).pathname.slice(1));
  const store = isPlain ? withoutHistory(whole) : whole;
  await openWorker(config, { store, logger }, cleanup);
  process.stdout.write('the worker is ready\n');
}

void main();
