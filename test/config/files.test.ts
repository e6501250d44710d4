import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the token can come from a file, and a token in the environment takes precedence', () => {
  const file = join(folder, 'token');
  writeFileSync(file, 'the-key-from-the-file\n');

  expect(readConfig({ MOBIPIUM_API_TOKEN_FILE: file }).upstream.token).toBe('the-key-from-the-file');
  expect(readConfig({ MOBIPIUM_API_TOKEN_FILE: file, MOBIPIUM_API_TOKEN: 'given' }).upstream.token).toBe(
    'given',
  );
});

test('the database address can come from a file, and is validated', () => {
  const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];
  writeFileSync(good, 'postgresql://mirror:secret@db/mirror\n');
  writeFileSync(bad, 'mysql://mirror:secret@db/mirror\n');

  expect(readConfig({ DATABASE_URL_FILE: good }, ['DATABASE_URL']).databaseUrl).toBe(
    'postgresql://mirror:secret@db/mirror',
  );
  expect(problemsOf({ DATABASE_URL_FILE: bad })).toEqual([
    'DATABASE_URL must be a postgresql:// address, with special characters in the password percent-encoded',
  ]);
});

test('API keys and Temporal API key can come from a file', () => {
  const file = join(folder, 'key');
  writeFileSync(file, 'the-key-from-the-file\n');

  expect(readConfig({ API_KEY_FILE: file }).api.key).toBe('the-key-from-the-file');
  const api = { API_KEY: 'another-key-of-these-tests', API_READ_KEY_FILE: file };
  expect(readConfig(api).api.readKey).toBe('the-key-from-the-file');
  const { environment } = readConfig({ TEMPORAL_API_KEY_FILE: file }).temporal;
  expect(environment.TEMPORAL_API_KEY).toBe('the-key-from-the-file');
});

test.each(['MOBIPIUM_API_TOKEN', 'API_KEY', 'DATABASE_URL', 'TEMPORAL_API_KEY'])(
  'an empty file for %s is named, and its value does not count as given',
  (name) => {
    const file = join(folder, 'empty');
    writeFileSync(file, ' \n');

    expect(problemsOf({ [`${name}_FILE`]: file })).toEqual([`${name}_FILE names an empty file`]);
  },
);
