import { readConfig, readEnvironment } from '../../config';
import type { WorkerQueueName } from '../../domain/names';
import { startService } from '../../local/start';
import { startApiProcess } from './api';
import { migrate } from './migrate';
import { runUntilSignal } from './run-until-signal';
import { startSandboxProcess } from './sandbox';
import { startWorkerProcess } from './worker';

// Each runs with the settings of this process. @throws {ConfigError} if they are invalid or incomplete.

export function runStart(): Promise<void> {
  return runUntilSignal((signal) => startService(readConfig(readEnvironment()), signal));
}

/** @param queues Default: all. */
export function runWorker(queues?: readonly WorkerQueueName[]): Promise<void> {
  const config = readConfig(readEnvironment(), ['DATABASE_URL', 'MOBIPIUM_API_TOKEN']);
  return runUntilSignal((signal) => startWorkerProcess(config, signal, queues));
}

export function runApi(): Promise<void> {
  return runUntilSignal(() => startApiProcess(readConfig(readEnvironment(), ['DATABASE_URL'])));
}

export function runSandbox(): Promise<void> {
  return runUntilSignal(() => startSandboxProcess(readConfig(readEnvironment())));
}

export function runMigrate(): Promise<void> {
  return migrate(readConfig(readEnvironment(), ['DATABASE_URL']));
}
