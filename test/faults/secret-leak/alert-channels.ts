import { Client } from 'pg';
import type { CleanupStack } from '../../../src/async/cleanup';
import { startMailServer } from '../../channels/mail-server';
import { type Answer, type Received, startReceiver } from '../../channels/receiver';
import { SECRETS } from './secrets';

/** Attempts to deliver alerts that each webhook refuses, each in another way. */
const REFUSALS = 3;

/**
 * Start a webhook, a chat of each format and a mail server, which first return what they were sent and then accept it, and
 * name them in the settings with secrets. Telegram is behind a proxy that is down.
 *
 * @returns the settings.
 */
export async function openAlertChannels(cleanup: CleanupStack): Promise<Record<string, string>> {
  const attempts = new Map<string, number>();
  const receiver = await startReceiver((received) => {
    if (received.body.includes('Test message')) return answer(received, 1);
    // The rest of the address contains the signature.
    const [, format = ''] = received.path.split('/');
    const attempt = (attempts.get(format) ?? 0) + 1;
    attempts.set(format, attempt);
    return answer(received, attempt);
  });
  cleanup.defer('receiver', () => receiver.close());
  let logins = 0;
  const mailServer = await startMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      logins += 1;
      if (logins > 1) return callback(null, { user: 'desk' });
      callback(Object.assign(new Error(`not ${username} with ${password}`), { responseCode: 535 }));
    },
  });
  cleanup.defer('mail server', () => mailServer.close());

  const { webhookUrl, webhookSecret, feishuSecret, dingtalkSecret } = SECRETS;
  const path = `${webhookUrl.core}?key=${encodeURIComponent(webhookUrl.text)}`;
  const smtpUrl = new URL(mailServer.url);
  smtpUrl.username = 'desk';
  smtpUrl.password = encodeURIComponent(SECRETS.smtpPassword.text);
  return {
    ALERT_WEBHOOK_URL: [
      `${receiver.url}/hook/${path}`,
      ...['slack', 'discord', 'feishu', 'dingtalk'].map(
        (format) => `${format}+${receiver.url}/${format}/${path}`,
      ),
    ].join(),
    ALERT_WEBHOOK_SECRET: webhookSecret.text,
    ALERT_FEISHU_SECRET: feishuSecret.text,
    ALERT_DINGTALK_SECRET: dingtalkSecret.text,
    SMTP_URL: smtpUrl.href,
    ALERT_MAIL_TO: 'buyer@desk.example',
    ALERT_TELEGRAM_TOKEN: `12345:${SECRETS.telegramToken.core}`,
    ALERT_TELEGRAM_CHAT: '-100123',
    HTTPS_PROXY: `http://desk:${encodeURIComponent(SECRETS.proxyPassword.text)}@127.0.0.1:1`,
  };
}

/** Settings of alerts that are not valid, each with a secret. */
export const INVALID_ALERT_SETTINGS = {
  ALERT_WEBHOOK_URL: `https://desk:${SECRETS.webhookUrl.core}@desk.example/${SECRETS.webhookUrl.core}`,
  ALERT_WEBHOOK_SECRET: SECRETS.webhookSecret.core,
  ALERT_FEISHU_SECRET: `${SECRETS.feishuSecret.core} and more`,
  SMTP_URL: `smtp://desk:${SECRETS.smtpPassword.core}%zz@mail.example`,
  ALERT_TELEGRAM_TOKEN: SECRETS.telegramToken.core,
};

/** Settings that are valid, each by itself. */
export const CONTRADICTING_ALERT_SETTINGS = {
  ALERT_WEBHOOK_URL: `http://desk.example/${SECRETS.webhookUrl.core}`,
  ALERT_DINGTALK_SECRET: SECRETS.dingtalkSecret.core,
  SMTP_URL: `smtp://desk:${SECRETS.smtpPassword.core}@mail.example`,
};

function answer({ path, headers, body }: Received, attempt: number): Answer {
  const echo = `https://desk.example${path} ${JSON.stringify(headers)} ${body}`;
  const header = encodeURI(`https://desk.example${path}`);
  if (attempt > REFUSALS) return { body: '{"code":0,"errcode":0}' };
  if (attempt === 1)
    return { status: 500, headers: { 'x-asked': header, 'retry-after': header }, body: echo };
  if (attempt === 2) return { status: 307, headers: { location: header }, body: echo };
  // A success for a webhook, and a refusal for Feishu and DingTalk.
  return { body: JSON.stringify({ code: 19_021, errcode: 310_000, msg: echo, errmsg: echo }) };
}

/** Fill the tables of alerts that the requests to the API have emptied. */
export async function fillAlertTables(
  { databaseUrl }: { databaseUrl: string },
  offerId: string,
  runCommand: (command: string) => Promise<void>,
): Promise<void> {
  await runCommand(`mine add ${offerId}`);
  await runCommand('alerts mute --kind cap_reached');
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client
    .query(`INSERT INTO network_silences VALUES (now() - interval '9 days', now() - interval '8 days')`)
    .finally(() => client.end());
}
