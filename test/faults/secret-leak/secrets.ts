import { randomBytes } from 'node:crypto';

/** What every encoding of URLs, JSON and HTML leaves as it is, so that it can be looked for: one for each run. */
const mark = (what: string) => `c4n4ry${what}${randomBytes(6).toString('hex')}`;

/** A secret by the part of it that is looked for. */
export interface Secret {
  core: string;
  /** With signs that each encoding treats in its own way. */
  text: string;
}

const secret = (what: string, signs: string): Secret => {
  const core = mark(what);
  return { core, text: `${core}${signs}` };
};

/** Every secret that the service is given, and those that it is given wrongly. */
export const SECRETS = {
  token: secret('token', '+/&=%"<é> '.trim()),
  wrongToken: secret('wrongtoken', '+/&=%'),
  password: secret('password', '@:/?#%&"+= x'),
  wrongPassword: secret('wrongpassword', '@:/?#%&"+='),
  apiKey: secret('apikey', '"<&/%+='),
  wrongApiKey: secret('wrongapikey', '"<&/%+='),
};
