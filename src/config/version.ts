import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json, which is two folders up from this file both in `src` and in `dist`. */
export function readVersion(): string {
  const file = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
