import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { poll } from '../../../harness/poll';
import { type Image, inImage } from './follow-dockerfile';

/** A container, as far as there is one: the image's program with one command. */
export interface Container {
  /** All that it has said so far. */
  output(): string;
  /** Wait until it has said that. Fails at once if it ends before. */
  waitFor(sentence: string, withinMs?: number): Promise<void>;
  /** Whether the image's own health check is content with it. */
  isHealthy(): boolean;
  /** What an engine does to stop it; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Wait for the end that it comes to by itself; resolves with its exit code. */
  ended(): Promise<number | null>;
}

/** Run a command of the image, with its environment and these settings. Whoever runs it calls `stop`. */
export function runImage(image: Image, command: string[], settings: Record<string, string>): Container {
  const { PATH = '', HOME = '' } = process.env;
  const where = { cwd: inImage(image, '.'), env: { PATH, HOME, ...image.env, ...settings } };
  const [program = '', ...args] = [...image.entrypoint, ...command];
  const child = spawn(program, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  return {
    output: () => said,
    async waitFor(sentence, withinMs = 30_000) {
      await poll(
        `${command.join(' ')} says ${sentence}`,
        () => {
          if (said.includes(sentence)) return true;
          if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended:\n${said}`);
          return false;
        },
        withinMs,
      );
    },
    isHealthy() {
      const [checker = '', ...rest] = image.healthcheck;
      return spawnSync(checker, rest, { ...where, timeout: 5_000 }).status === 0;
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    ended: () => exited,
  };
}
