import { readText } from './project-files';

/** Read by Temporal's client, by Node and by glibc. */
const OTHERS = ['TEMPORAL_NAMESPACE', 'NODE_ENV', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'MALLOC_ARENA_MAX'];

/** The names of all settings in `.env.example`, and of those that Temporal, Node and glibc read. */
export function knownSettings(): string[] {
  const example = readText('.env.example');
  const ours = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
  return [...ours, ...OTHERS];
}

/** Whether a setting holds a secret, whose value must not be in a committed file. */
export function isSecret(name: string): boolean {
  return (
    /TOKEN|KEY|PASSWORD|PWD|SECRET|DATABASE_URL|WEBHOOK_URL|SMTP_URL/.test(name) && !name.endsWith('_FILE')
  );
}

/** The longest shutdown of a worker, in seconds, with the default `UPSTREAM_TIMEOUT`. */
export const WORKER_STOPS_WITHIN_SECONDS = 35;
