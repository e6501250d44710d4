import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmEnvironment } from './npm-environment';

const run = promisify(execFile);

const PM2_VERSION = '7.0.4';

/** A process in PM2's list. */
export interface Pm2Process {
  name: string;
  pid: number;
  pm2_env: {
    status: string;
    restart_time: number;
    /** Set once it has been stopped. */
    exit_code?: number;
    autorestart: boolean;
    kill_timeout: number;
    max_memory_restart?: number;
  };
}

/** Install PM2 into a folder, which is its home as well. The caller calls `kill`. */
export async function installPm2(folder: string, settings: Record<string, string>) {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const install = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', [...install, `pm2@${PM2_VERSION}`], { env: npmEnvironment() });
  const { PATH = '', HOME = '' } = process.env;
  const pm2 = async (cwd: string, ...args: string[]): Promise<string> => {
    const env = { PATH, HOME, PM2_HOME: home, ...settings };
    const { stdout } = await run(join(folder, 'node_modules/.bin/pm2'), args, { cwd, env, timeout: 60_000 });
    return stdout;
  };
  return {
    /** Start the processes of the ecosystem file in this folder. */
    start: (cwd: string) => pm2(cwd, 'start', 'ecosystem.config.js'),
    async list(): Promise<Pm2Process[]> {
      const output = await pm2(folder, 'jlist');
      return JSON.parse(output.slice(output.indexOf('['))) as Pm2Process[];
    },
    /** Stop a process as an operator does, and wait for its end. */
    stop: (name: string) => pm2(folder, 'stop', name),
    /** Stop PM2 and all its processes. */
    kill: () => pm2(folder, 'kill'),
  };
}
