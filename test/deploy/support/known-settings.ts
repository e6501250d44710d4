import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names of all settings, as `.env.example` lists them, with those that Temporal itself and Node know. */
export function knownSettings(): string[] {
  const example = readFileSync(join(__dirname, '../../../.env.example'), 'utf8');
  const ours = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
  return [...ours, 'TEMPORAL_NAMESPACE', 'NODE_ENV', 'NODE_OPTIONS'];
}

/** Whether a setting holds a secret, so that its value may stand in no file that is committed. */
export function isSecret(name: string): boolean {
  return /TOKEN|KEY|PASSWORD|PWD|DATABASE_URL/.test(name) && !name.endsWith('_FILE');
}

/** The longest time that a worker takes to end, in seconds, with its default `UPSTREAM_TIMEOUT`. */
export const WORKER_ENDS_WITHIN_SECONDS = 35;
