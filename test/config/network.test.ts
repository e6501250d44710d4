import { readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

const NO_PARAMETERS = 'MOBIPIUM_API_URL must have no parameters, because each request sets its own: remove';

test.each([
  ['?status=Active', `${NO_PARAMETERS} status`],
  ['?limit=50&pages=1&country=PT', `${NO_PARAMETERS} limit, pages, country`],
  [
    '?mwsd=s3cr3t&status=',
    `${NO_PARAMETERS} mwsd, status; the value of mwsd belongs into MOBIPIUM_API_TOKEN`,
  ],
  ['?s3cr3t', `${NO_PARAMETERS} all of them`],
  ['?s3cr3t=s3cr3t&offers=1', `${NO_PARAMETERS} offers, the others`],
  ['?mwsd=[s3cr3t]', 'MOBIPIUM_API_URL must be a real address, without placeholders in brackets'],
  ['<s3cr3t>/', 'MOBIPIUM_API_URL must be a real address, without placeholders in brackets'],
  ['#s3cr3t', 'MOBIPIUM_API_URL must have no part after #'],
])('the address with %s is refused without its values', (suffix, problem) => {
  expect(problemsOf({ MOBIPIUM_API_URL: `https://network.example/api/${suffix}` })).toEqual([problem]);
});

test('an address with a user, or a placeholder for its host, is refused without its values', () => {
  expect(problemsOf({ MOBIPIUM_API_URL: 'https://s3cr3t@network.example/' })).toEqual([
    'MOBIPIUM_API_URL must have no user and password',
  ]);
  for (const url of ['https://[s3cr3t]/', 'https://{s3cr3t}/']) {
    expect(problemsOf({ MOBIPIUM_API_URL: url })).toEqual([
      expect.stringMatching(/^MOBIPIUM_API_URL must be (an http or https|a real) address/),
    ]);
  }
});

test.each(['https://network.example', 'http://[::1]:8080/api/', 'http://127.0.0.1:1/api/cpa/findmyoffers/'])(
  'the address %s is accepted',
  (url) => expect(readConfig({ MOBIPIUM_API_URL: url }).upstream.url).toBe(url),
);

test.each(['[YOUR_TOKEN]', '<token>', '{token}'])('the token %s is a placeholder', (token) => {
  expect(problemsOf({ MOBIPIUM_API_TOKEN: token })).toEqual([
    'MOBIPIUM_API_TOKEN must be the token itself, not a placeholder in brackets',
  ]);
});

test('proxies are read in lower case first, and http is the default scheme', () => {
  expect(readConfig({}).upstream.proxies).toEqual({ http: undefined, https: undefined, except: undefined });
  const { proxies } = readConfig({
    http_proxy: 'lower.example:3128',
    HTTP_PROXY: 'http://upper.example/',
    HTTPS_PROXY: 'https://desk:p%20w@proxy.example',
    https_proxy: ' ',
    no_proxy: 'a.example, b.example',
  }).upstream;

  expect(proxies).toEqual({
    http: 'http://lower.example:3128/',
    https: 'https://desk:p%20w@proxy.example/',
    except: 'a.example, b.example',
  });
});

test.each([
  'socks5://s3cr3t@proxy.example',
  'http://desk:s3cr3t@',
  'http://desk:s3cr3t%zz@proxy.example',
  'a b',
])('the proxy %s is refused without its value', (proxy) => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY']) {
    expect(problemsOf({ [name]: proxy })).toEqual([
      `${name.toUpperCase()} must be the http or https address of a proxy, such as http://proxy.example:3128`,
    ]);
  }
});
