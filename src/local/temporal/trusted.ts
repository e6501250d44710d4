import { existsSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Set on folders such as /tmp, in which every user may create files, and change only those of their own. */
const STICKY = 0o1000;

/**
 * Find out why another user could replace what is at a path, which need not exist. Undefined: only this user and root can.
 *
 * @returns a clause, such as `/tmp/cache belongs to another user (id 1000)`.
 */
export function findDistrust(path: string): string | undefined {
  for (let current = resolveExisting(path); ; current = dirname(current)) {
    const problem = findProblem(current, statSync(current));
    if (problem !== undefined || current === dirname(current)) return problem;
  }
}

/** The nearest path above that exists, without links. */
function resolveExisting(path: string): string {
  let existing = resolve(path);
  while (!existsSync(existing)) existing = dirname(existing);
  return realpathSync(existing);
}

function findProblem(path: string, { uid, mode }: Stats): string | undefined {
  if (process.getuid === undefined) return undefined;
  if (uid !== 0 && uid !== process.getuid()) return `${path} belongs to another user (id ${uid})`;
  const isOpen = (mode & 0o002) !== 0 && (mode & STICKY) === 0;
  return isOpen ? `every user may write to ${path}` : undefined;
}
