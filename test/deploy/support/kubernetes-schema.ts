import Ajv from 'ajv';
import { readJson } from './project-files';

const schema = readJson<{ kinds: Record<string, object>; definitions: object }>(
  'test/deploy/schemas/kubernetes.json',
);

/** What is wrong with a manifest by Kubernetes' own schemas, which reject an unknown field. Null: nothing. */
export function errorsOf(manifest: { apiVersion: string; kind: string }): unknown {
  const kind = schema.kinds[`${manifest.apiVersion}/${manifest.kind}`];
  if (kind === undefined) return `unknown kind ${manifest.apiVersion}/${manifest.kind}`;
  const ajv = new Ajv({ strict: false, allErrors: true });
  return ajv.validate({ definitions: schema.definitions, ...kind }, manifest) ? null : ajv.errors;
}
