import { spawnSync } from 'node:child_process';
import { type Program, startProgram } from '../../../harness/processes/program';
import { type Image, inImage } from './follow-dockerfile';

/** A stand-in for a container: the image's program with one command. */
export interface Container extends Program {
  /** Whether the image's own health check passes. */
  isHealthy(): boolean;
}

/** Run a command of the image, with its environment and these settings. The caller calls `stop`. */
export function runImage(image: Image, command: string[], settings: Record<string, string>): Container {
  const { PATH = '', HOME = '' } = process.env;
  const cwd = inImage(image, '.');
  const environment = { ...image.env, ...settings };
  return {
    ...startProgram([...image.entrypoint, ...command], environment, { cwd }),
    isHealthy() {
      const [file = '', ...args] = image.healthcheck;
      return (
        spawnSync(file, args, { cwd, env: { PATH, HOME, ...environment }, timeout: 30_000 }).status === 0
      );
    },
  };
}
