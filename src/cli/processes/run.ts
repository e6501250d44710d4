import { readConfig, readEnvironment } from '../../config';
import type { WorkerQueueName } from '../../domain/names';
import { migrate } from './migrate';
import { runUntilSignal } from './run-until-signal';

// Each runs with the settings of this process. @throws {ConfigError} if they are invalid or incomplete.
//
// Each loads its own part of the service only: an API that loads the worker's packages needs memory for them.

export function runStart(): Promise<void> {
  const { startService } = require('../../local/start') as typeof import('../../local/start');
  return runUntilSignal((signal) => startService(readConfig(readEnvironment()), signal));
}

/** @param queues Default: all. */
export function runWorker(queues?: readonly WorkerQueueName[]): Promise<void> {
  const config = readConfig(readEnvironment(), ['DATABASE_URL', 'MOBIPIUM_API_TOKEN']);
  const { startWorkerProcess } = require('./worker') as typeof import('./worker');
  return runUntilSignal((signal) => startWorkerProcess(config, signal, queues));
}

export function runApi(): Promise<void> {
  const config = readConfig(readEnvironment(), ['DATABASE_URL']);
  const { startApiProcess } = require('./api') as typeof import('./api');
  return runUntilSignal(() => startApiProcess(config));
}

export function runSandbox(): Promise<void> {
  const { startSandboxProcess } = require('./sandbox') as typeof import('./sandbox');
  return runUntilSignal(() => startSandboxProcess(readConfig(readEnvironment())));
}

export function runMigrate(): Promise<void> {
  return migrate(readConfig(readEnvironment(), ['DATABASE_URL']));
}
