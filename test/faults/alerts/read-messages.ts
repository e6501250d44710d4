import type { Received } from '../../channels/receiver';

/** What a message is about: `status_changed/start/3790`. */
export type Told = string;

/** What a webhook was told, by the id of the message. The same id with different messages is listed with each of them. */
export function readWebhook(received: readonly Received[]): Map<string, Told[]> {
  const told = new Map<string, Told[]>();
  for (const { headers, body } of received) {
    const { data } = JSON.parse(body) as {
      data: { edge: string; episode: { kind: string; offerId: string } };
    };
    add(told, String(headers['webhook-id']), [`${data.episode.kind}/${data.edge}/${data.episode.offerId}`]);
  }
  return told;
}

const TITLES: [title: RegExp, told: string][] = [
  [/Paused: .*? \((\d+)\)/g, 'status_changed/start'],
  [/Active again: .*? \((\d+)\)/g, 'status_changed/end'],
  [/Payout [^:]*: .*? \((\d+)\)/g, 'payout_changed/start'],
];

/** What mails tell, by their Message-ID. A digest tells several things. */
export function readMails(mails: readonly string[]): Map<string, Told[]> {
  const told = new Map<string, Told[]>();
  for (const mail of mails) {
    // Long lines are folded in the header, and end with = in the body.
    const text = mail.replaceAll(/=\r\n/g, '').replaceAll(/\r\n[ \t]+/g, ' ');
    const [, id = ''] = /^Message-ID: (.+)\r$/m.exec(text) ?? [];
    const found = TITLES.flatMap(([title, about]) =>
      [...text.matchAll(title)].map(([, offerId]) => `${about}/${offerId}`),
    );
    add(told, id, found.toSorted());
  }
  return told;
}

function add(told: Map<string, Told[]>, id: string, messages: Told[]): void {
  const before = told.get(id);
  // A repetition is the same as what it repeats.
  if (before === undefined || before.join() !== messages.join())
    told.set(id, [...(before ?? []), ...messages]);
}
