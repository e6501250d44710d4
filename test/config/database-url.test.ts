import { readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

test.each([
  'postgresql://desk:p%40ss%2Fword%231%3F@db.example:5432/mirror',
  'postgresql://desk:pa:ss@db.example/mirror',
  'postgresql://desk@/mirror?host=/run/postgresql',
  'postgresql://desk:x@db.example/mirror?sslmode=no-verify&application_name=desk&options=-c%20geqo%3Doff',
  'postgresql://desk:x@db.example/mirror?pgbouncer=true&connection_limit=5&schema=public',
  'postgresql://desk:x@ep-1.pooler.example/mirror?sslmode=require&channel_binding=require',
])('the address %s is accepted as it is', (url) => {
  expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
});

test.each([
  ['p@c4n4ry/word', /has an @ after the host/],
  ['12?c4n4ry', /has an @ after the host/],
  ['12#c4n4ry', /must have no part after #/],
  ['p@ss/c4n4ry#1?', /must have no part after #/],
  ['c4n4ry#1', /must be a postgresql:\/\/ address, with special characters/],
  ['c4n4ry%', /has a % or a space that is not encoded/],
  ['c4n4ry%ff', /has a % or a space that is not encoded/],
  ['c4n 4ry', /has a % or a space that is not encoded/],
])('a password that is not encoded is named, and nothing of it is shown: %s', (password, problem) => {
  const [found, ...others] = problemsOf({
    DATABASE_URL: `postgresql://desk:${password}@db.example:5432/mirror`,
  });

  expect(found).toMatch(problem);
  expect(found).toMatch(/percent-encode/);
  expect(found).not.toMatch(/c4n|desk:|p@/);
  expect(others).toEqual([]);
});

test.each([
  ['schema=desk', /the parameter schema, which is not supported.*search_path/],
  ['sslaccept=accept_invalid_certs', /has an unknown parameter.*sslmode/],
  ['c4n4ry=1', /has an unknown parameter/],
  ['sslmode=requre', /has an unknown sslmode: it must be one of disable, /],
  ['sslrootcert=/does/not/exist.pem', /names a file in sslrootcert that cannot be read/],
])('the parameter %s is refused', (parameter, problem) => {
  const [found] = problemsOf({ DATABASE_URL: `postgresql://desk:x@db.example/mirror?${parameter}` });

  expect(found).toMatch(problem);
  expect(found).not.toContain('c4n4ry');
});

test('several hosts are refused', () => {
  expect(problemsOf({ DATABASE_URL: 'postgresql://desk:x@one.example,two.example/mirror' })).toEqual([
    'DATABASE_URL names several hosts: name one',
  ]);
});
