import { createTransport } from 'nodemailer';
import { orTimeout } from '../async/timeout';
import { type Channel, DeliveryError } from './channel';
import { type MessageOptions, writeMessage } from './message-text';

/** For each step of the connection, in milliseconds. */
const STEP_TIMEOUT_MS = 10_000;

/** For the whole message. */
const TIMEOUT_MS = 20_000;

const MAX_LENGTH = 100_000;

/** Codes of nodemailer and Node, such as `EAUTH` and `ECONNREFUSED`. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

export interface MailOptions extends Pick<MessageOptions, 'pageUrl'> {
  /** `smtp://` or `smtps://`. It may contain a password. */
  smtpUrl: string;
  from: string;
  to: string[];
}

/** Creates a channel that sends mails as plain text. An SMTP server that offers STARTTLS gets it. */
export function createMail({ smtpUrl, from, to, pageUrl }: MailOptions): Channel {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: STEP_TIMEOUT_MS,
    greetingTimeout: STEP_TIMEOUT_MS,
    socketTimeout: STEP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: 'mail',
    label: `mail to ${to.join(', ')}`,
    isForPeople: true,
    async deliver({ id, notices }) {
      const { subject, lines, link } = writeMessage(notices, { maxLength: MAX_LENGTH, pageUrl });
      const mail = {
        from,
        to,
        subject,
        text: [...lines, ...(link === undefined ? [] : [link])].join('\n\n'),
        messageId: `<${toMessageId(id)}@mobipium-sync>`,
        // Keeps other programs from answering, such as those that tell of an absence.
        headers: { 'auto-submitted': 'auto-generated' },
      };
      try {
        await orTimeout(
          transport.sendMail(mail),
          TIMEOUT_MS,
          () => new DeliveryError(`the mail server has not accepted it within ${TIMEOUT_MS / 1_000} s`),
        );
      } catch (error) {
        throw error instanceof DeliveryError ? error : toDeliveryError(error);
      }
    },
    close() {
      transport.close();
      return Promise.resolve();
    },
  };
}

/** Characters that may be part of a Message-ID. */
function toMessageId(id: string): string {
  return id.replaceAll(/[^\w.-]/g, '.');
}

/** An error of nodemailer, by its code and the server's status alone: its text may contain an address or a password. */
function toDeliveryError(error: unknown): DeliveryError {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const facts = [
    ...(typeof code === 'string' && CODE.test(code) ? [code] : []),
    ...(typeof responseCode === 'number' ? [`SMTP ${responseCode}`] : []),
  ];
  // Sender and recipients were accepted, and the mail itself is refused for good.
  const isRefused = code === 'EMESSAGE' && typeof responseCode === 'number' && responseCode >= 500;
  return new DeliveryError(
    `the mail server does not accept it${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`,
    isRefused ? 'refused' : 'failed',
  );
}
