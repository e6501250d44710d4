import { randomBytes } from 'node:crypto';

/** A secret, and the part of it to search for. */
export interface Secret {
  /** Letters and digits, which no encoding of URLs, JSON or HTML changes. Different in each run. */
  core: string;
  /** The core with characters that each encoding treats differently. */
  text: string;
}

const createSecret = (name: string, characters: string): Secret => {
  const core = `c4n4ry${name}${randomBytes(6).toString('hex')}`;
  return { core, text: `${core}${characters}` };
};

/** The distinctive parts of the cookies of all sessions so far. */
export const SESSIONS: string[] = [];

/** Adds the cookie of a session, whose signature is base64. */
export function addSession(setCookie: string): void {
  const signature = decodeURIComponent(setCookie.split(';')[0]!).split('.').at(-1)!;
  const [longest = ''] = signature.split(/[^A-Za-z0-9]/).sort((a, b) => b.length - a.length);
  SESSIONS.push(longest);
}

/** The secrets of the service, and the wrong ones that it is given. */
export const SECRETS = {
  token: createSecret('token', '+/&=%"<é>'),
  wrongToken: createSecret('wrongtoken', '+/&=%'),
  password: createSecret('password', '@:/?#%&"+= x'),
  wrongPassword: createSecret('wrongpassword', '@:/?#%&"+='),
  apiKey: createSecret('apikey', '"<&/%+='),
  apiReadKey: createSecret('apireadkey', '"<&/%+='),
  wrongApiKey: createSecret('wrongapikey', '"<&/%+='),
  webhookUrl: createSecret('webhookurl', '+/&=%"<é>'),
  // 24 bytes in base64.
  webhookSecret: createSecret('webhooksecret', 'A'),
  feishuSecret: createSecret('feishusecret', '+/='),
  dingtalkSecret: createSecret('dingtalksecret', '+/='),
  smtpPassword: createSecret('smtppassword', '@:/?#%&"+='),
  telegramToken: createSecret('telegramtoken', '_-'),
  proxyPassword: createSecret('proxypassword', '@:/?#%&"+='),
};
