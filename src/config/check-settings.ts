import type { Static, TObject } from '@sinclair/typebox';
import envSchema from 'env-schema';

/** What a schema says of a setting for us alone; the checker knows nothing of it. */
interface OfOurs {
  /** Such a text: our wording for people. */
  format?: string;
  /** An address as a whole, of which a pattern sees only the beginning. */
  isAddress?: boolean;
}

/**
 * Read settings by their schema out of texts. Names what is wrong in `problems`, without any value, and is undefined
 * then.
 */
export function checkSettings<Schema extends TObject>(
  schema: Schema,
  given: Record<string, string>,
  problems: string[],
): Static<Schema> | undefined {
  const names = Object.keys(schema.properties);
  const data = Object.fromEntries(
    names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const ours = (name: string) => (schema.properties[name] ?? {}) as OfOurs;
  const bad = new Map<string, string>();
  for (const name of names) {
    if (ours(name).isAddress && data[name] !== undefined && !isAddress(data[name]))
      bad.set(name, 'an address');
  }
  let settings: Static<Schema> | undefined;
  try {
    settings = envSchema<Static<Schema>>({ schema: withoutOurs(schema), data, env: false });
  } catch (error) {
    for (const { instancePath, message = 'readable' } of errorsOf(error)) {
      bad.set(instancePath.slice(1), message.replace(/^must be /, ''));
    }
  }
  for (const [name, wording] of bad) problems.push(`${name} must be ${ours(name).format ?? wording}`);
  return bad.size === 0 ? settings : undefined;
}

function withoutOurs(schema: TObject): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      ['format', 'isAddress'].includes(key) ? undefined : value,
    ),
  ) as object;
}

function errorsOf(error: unknown): { instancePath: string; message?: string }[] {
  return (error as { errors?: { instancePath: string; message?: string }[] }).errors ?? [];
}

/** PostgreSQL's may leave the host out, behind the user too. */
function isAddress(text: string): boolean {
  return URL.canParse(text.replace('@/', '@localhost/'));
}
