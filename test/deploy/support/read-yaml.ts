import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const ROOT = join(__dirname, '../../..');

/**
 * The documents of a YAML file of the project, with `<<` merged.
 *
 * @throws {Error} if the file is not valid YAML, or has a duplicate key.
 */
export function readYaml<T>(path: string): T[] {
  return parseAllDocuments(readFileSync(join(ROOT, path), 'utf8'), { merge: true, uniqueKeys: true }).map(
    (document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS() as T;
    },
  );
}
