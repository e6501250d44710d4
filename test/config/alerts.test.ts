import { readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

const SECRET = Buffer.alloc(32, 7).toString('base64');

test('webhooks of chats are recognised by their host, or named by the format before the scheme', () => {
  const { alerts } = readConfig({
    ALERT_WEBHOOK_URL: [
      'https://desk.example/hook?key=1',
      'https://hooks.slack.com/services/T0/B0/x',
      'https://discord.com/api/webhooks/1/x',
      'https://open.larksuite.com/open-apis/bot/v2/hook/x',
      'https://oapi.dingtalk.com/robot/send?access_token=x',
      'slack+https://chat.example/hooks/1',
    ].join(', '),
    ALERT_WEBHOOK_SECRET: `whsec_${SECRET}`,
  });
  expect(alerts.webhooks.map(({ format }) => format)).toEqual([
    ...['standard', 'slack', 'discord', 'feishu', 'dingtalk', 'slack'],
  ]);
  expect(alerts.webhooks.at(-1)!.url).toBe('https://chat.example/hooks/1');
  expect(alerts.webhookSecret).toBe(SECRET);
});

test('the address of the page has no slash at its end', () => {
  expect(readConfig({ ALERT_PAGE_URL: 'https://mirror.example/desk/' }).alerts.pageUrl).toBe(
    'https://mirror.example/desk',
  );
  expect(readConfig({}).alerts.pageUrl).toBeUndefined();
});

test.each([
  'ftp://desk.example/hook',
  'https://me:pass@desk.example/hook',
  'https://desk.example/hook#part',
  'teams+https://desk.example/hook',
  'https://desk.example/hook,https://desk.example/hook',
  'desk.example/hook',
])('ALERT_WEBHOOK_URL refuses %s', (ALERT_WEBHOOK_URL) => {
  expect(problemsOf({ ALERT_WEBHOOK_URL })).toEqual([expect.stringMatching(/^ALERT_WEBHOOK_URL must be/)]);
});

test('http is refused, except for this machine and allowed hosts, and the address is not shown', () => {
  const [problem, ...others] = problemsOf({ ALERT_WEBHOOK_URL: 'http://desk.example/hook?key=hidden' });
  expect(others).toEqual([]);
  expect(problem).toMatch(/^ALERT_WEBHOOK_URL must be https/);
  expect(problem).not.toContain('hidden');
  const urls = 'http://127.0.0.1:9/hook,http://[::1]:9/hook,feishu+http://Chat.internal:8080/1';
  expect(
    readConfig({ ALERT_WEBHOOK_URL: urls, ALERT_ALLOWED_HOSTS: 'chat.Internal' }).alerts.webhooks,
  ).toHaveLength(3);
});

test('each bot of Feishu and DingTalk has a secret of its own, in the order of their addresses', () => {
  const urls = [
    'feishu+https://chat.example/1',
    'https://oapi.dingtalk.com/robot/send?access_token=x',
    'https://desk.example/hook',
    'https://open.feishu.cn/open-apis/bot/v2/hook/2',
  ].join();
  const secrets = { ALERT_FEISHU_SECRET: 'first-secret, second-secret', ALERT_DINGTALK_SECRET: 'SEC0123456' };
  const { webhooks } = readConfig({ ALERT_WEBHOOK_URL: urls, ...secrets }).alerts;
  expect(webhooks.map(({ secret }) => secret)).toEqual([
    'first-secret',
    'SEC0123456',
    undefined,
    'second-secret',
  ]);
  const [problem, ...others] = problemsOf({ ALERT_WEBHOOK_URL: urls, ALERT_FEISHU_SECRET: 'hidden-secret' });
  expect(others).toEqual([]);
  expect(problem).toMatch(/^ALERT_FEISHU_SECRET must have one secret for each feishu address .* are 2$/);
  expect(problemsOf({ ALERT_DINGTALK_SECRET: 'SEC0123456' })).toEqual([
    expect.stringMatching(/^ALERT_DINGTALK_SECRET must have .* are 0$/),
  ]);
});

test('mail and Telegram need both of their settings; the sender is the user of the mail server', () => {
  expect(problemsOf({ SMTP_URL: 'smtp://mail.example', ALERT_TELEGRAM_CHAT: '-100123' })).toEqual([
    'SMTP_URL and ALERT_MAIL_TO must be set together',
    'ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT must be set together',
  ]);
  const mail = {
    SMTP_URL: 'smtps://sync%40desk.example:p%2Fw@mail.example',
    ALERT_MAIL_TO: 'a@desk.example, b@desk.example',
  };
  expect(readConfig(mail).alerts.mail).toMatchObject({
    from: 'sync@desk.example',
    to: ['a@desk.example', 'b@desk.example'],
  });
  expect(readConfig({ ...mail, SMTP_URL: 'smtp://mail.example:25' }).alerts.mail!.from).toBe(
    'a@desk.example',
  );
});

test.each([
  ['ALERT_WEBHOOK_SECRET', 'short'],
  ['ALERT_WEBHOOK_SECRET', Buffer.alloc(23, 1).toString('base64')],
  ['ALERT_FEISHU_SECRET', 'short'],
  ['ALERT_DINGTALK_SECRET', 'two words'],
  ['ALERT_SCOPE', 'mine'],
  ['ALERT_PAGE_URL', 'mirror.example'],
  ['ALERT_PAGE_URL', 'https://me:pass@mirror.example'],
  ['ALERT_PAGE_URL', 'https://mirror.example/?key=1'],
  ['ALERT_PAGE_URL', `https://mirror.example/${'x'.repeat(200)}`],
  ['ALERT_MAIL_FROM', 'Desk <a@desk.example>'],
  ['ALERT_ALLOWED_HOSTS', 'desk.example:443'],
])('%s refuses %s', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name} must be`)]);
});
