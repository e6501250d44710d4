import type { SMTPServerOptions } from 'smtp-server';
import { createMail } from '../../src/channels/mail';
import { startMailServer } from './mail-server';
import { HOSTILE, notice } from './notices';

async function deliver(options: SMTPServerOptions, notices = [notice()], user = '', pageUrl?: string) {
  const server = await startMailServer(options);
  const smtpUrl = server.url.replace('//', `//${user}`);
  const mail = createMail({
    smtpUrl,
    from: 'sync@desk.example',
    to: ['buyer@desk.example', 'lead@desk.example'],
    pageUrl,
  });
  try {
    await mail.deliver({ id: 'mirror/12/start/mail', notices });
    return server.mails;
  } finally {
    await mail.close();
    await server.close();
  }
}

test('a mail is plain text with an id that stays the same', async () => {
  const [mail = ''] = await deliver({});
  const [head = '', body] = mail.split('\r\n\r\n');
  expect(head.split('\r\n')).toEqual(
    expect.arrayContaining([
      'From: sync@desk.example',
      'To: buyer@desk.example, lead@desk.example',
      'Subject: mobipium-sync: Paused: Games PT (3790)',
      'Message-ID: <mirror.12.start.mail@mobipium-sync>',
      'Auto-Submitted: auto-generated',
      'Content-Type: text/plain; charset=utf-8',
    ]),
  );
  expect(body).toBe('The status changed from Active to Paused.\r\n');
});

test('a mail ends with a link to the offer, if the page has an address', async () => {
  const [mail] = await deliver({}, [notice()], '', 'https://desk.example');
  expect(mail).toMatch(/from Active to Paused\.\r\n\r\nhttps:\/\/desk\.example\/offers\/3790\r\n$/);
});

test('a name cannot add a header or a recipient', async () => {
  const recipients: string[] = [];
  const [mail = ''] = await deliver(
    {
      onRcptTo({ address }, _session, callback) {
        recipients.push(address);
        callback();
      },
    },
    [notice({ title: HOSTILE })],
  );
  expect(recipients).toEqual(['buyer@desk.example', 'lead@desk.example']);
  expect(mail).not.toMatch(/^Bcc:/m);
});

test('several messages are one mail with a line for each', async () => {
  const notices = Array.from({ length: 7 }, (_none, index) => notice({ title: `Paused: Offer ${index}` }));
  const mails = await deliver({}, notices);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toContain('Subject: mobipium-sync: 7 alerts');
  expect(mails[0]!.match(/^- Paused: Offer \d\./gm)).toHaveLength(7);
});

const REFUSED = Object.assign(new Error('no such user: secret text'), { responseCode: 550 });
test.each<[string, SMTPServerOptions, string, RegExp]>([
  [
    'a refused recipient',
    { onRcptTo: (_to, _session, done) => done(REFUSED) },
    '',
    /^the mail server does not accept it \(EENVELOPE, SMTP 550\)$/,
  ],
  [
    'a wrong password',
    {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('secret text')),
    },
    'me:pa%40ss@',
    /^the mail server does not accept it \(EAUTH, SMTP 535\)$/,
  ],
])('%s is reported by its code alone', async (_name, options, user, message) => {
  await expect(deliver(options, [notice()], user)).rejects.toMatchObject({
    name: 'DeliveryError',
    message: expect.stringMatching(message) as string,
  });
});

/** A server that answers this to the text of a mail. */
const answersToData = (responseCode: number): SMTPServerOptions => ({
  onData: (stream, _session, done) => {
    stream.resume().on('end', () => done(Object.assign(new Error('secret text'), { responseCode })));
  },
});
test.each<[string, SMTPServerOptions, string]>([
  ['a refused text', answersToData(554), 'refused'],
  ['a text that is refused for a time', answersToData(451), 'failed'],
  ['a refused recipient', { onRcptTo: (_to, _session, done) => done(REFUSED) }, 'failed'],
])('the outcome of %s', async (_name, options, outcome) => {
  await expect(deliver(options)).rejects.toMatchObject({ name: 'DeliveryError', outcome });
});

test('a mail server that is away is reported', async () => {
  const server = await startMailServer();
  await server.close();
  const mail = createMail({ smtpUrl: server.url, from: 'a@desk.example', to: ['b@desk.example'] });
  await expect(mail.deliver({ id: '1', notices: [notice()] })).rejects.toThrow(
    'the mail server does not accept it (ESOCKET)',
  );
});
