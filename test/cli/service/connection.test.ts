import { toConnection } from '../../../src/cli/service/connection';
import { formatDatabaseUrl } from '../../../src/format/database-url';

test.each([
  [
    'postgresql://me:pass%2Fword@db.example:5433/mirror',
    'postgresql://me@db.example:5433/mirror',
    'pass/word',
  ],
  ['postgres://db.example/mirror', 'postgresql://db.example/mirror', undefined],
  [
    'postgresql://me:p@/mirror?host=/run/postgresql',
    'postgresql://me@localhost/mirror?host=%2Frun%2Fpostgresql',
    'p',
  ],
  [
    'postgresql://me@db.example/mirror?options=-c%20jit%3Doff',
    'postgresql://me@db.example/mirror?options=-c%20jit%3Doff',
    undefined,
  ],
  // Parameters that psql would refuse are left out; a password in the parameters is moved.
  [
    'postgresql://me@db.example/mirror?schema=public&pgbouncer=true&sslmode=verify-full&password=word',
    'postgresql://me@db.example/mirror?sslmode=verify-full',
    'word',
  ],
  [
    'postgresql://me@db.example/mirror?sslmode=no-verify',
    'postgresql://me@db.example/mirror?sslmode=require',
    undefined,
  ],
])('%s is split into what may be shown and the password', (databaseUrl, url, password) => {
  expect(toConnection(databaseUrl)).toEqual({ url, password });
});

test.each([
  'postgresql://me:12/se-cret@h/db',
  'postgresql://me:12?se-cret@h/db',
  'postgresql://me:12#se-cret@h/db',
])('of %s, whose password is not encoded, nothing is shown', (databaseUrl) => {
  expect(formatDatabaseUrl(databaseUrl)).toBeUndefined();
  expect(() => toConnection(databaseUrl)).toThrow('percent-encoded');
});
