import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const ROOT = join(__dirname, '../../..');

/** The text of a file of the project. */
export const readText = (path: string) => readFileSync(join(ROOT, path), 'utf8');

export const readJson = <T>(path: string) => JSON.parse(readText(path)) as T;

/** The first document of a YAML file of the project. */
export const readYamlDocument = <T>(path: string) => readYaml<T>(path)[0]!;

/**
 * The documents of a YAML file of the project, with `<<` merged.
 *
 * @throws {Error} if the file is not valid YAML, or has a duplicate key.
 */
export function readYaml<T>(path: string): T[] {
  return parseAllDocuments(readText(path), { merge: true, uniqueKeys: true }).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as T;
  });
}
