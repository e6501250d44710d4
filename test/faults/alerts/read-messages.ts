import type { Received } from '../../channels/receiver';

/** The edge of an episode that a message is about: `status_changed/start/3790`. */
export type EdgeName = string;

/** What the messages of a webhook are about, by their id. The same id with different messages is listed with each of them. */
export function readWebhook(received: readonly Received[]): Map<string, EdgeName[]> {
  const edges = new Map<string, EdgeName[]>();
  for (const { headers, body } of received) {
    const { data } = JSON.parse(body) as {
      data: { edge: string; episode: { kind: string; offerId: string } };
    };
    add(edges, String(headers['webhook-id']), [`${data.episode.kind}/${data.edge}/${data.episode.offerId}`]);
  }
  return edges;
}

const TITLES: [title: RegExp, edge: string][] = [
  [/Paused: .*? \((\d+)\)/g, 'status_changed/start'],
  [/Active again: .*? \((\d+)\)/g, 'status_changed/end'],
  [/Payout [^:]*: .*? \((\d+)\)/g, 'payout_changed/start'],
];

/** What mails are about, by their Message-ID. A digest is about several edges. */
export function readMails(mails: readonly string[]): Map<string, EdgeName[]> {
  const edges = new Map<string, EdgeName[]>();
  for (const mail of mails) {
    // Long lines are folded in the header, and end with = in the body.
    const text = mail.replaceAll(/=\r\n/g, '').replaceAll(/\r\n[ \t]+/g, ' ');
    const [, id = ''] = /^Message-ID: (.+)\r$/m.exec(text) ?? [];
    const found = TITLES.flatMap(([title, about]) =>
      [...text.matchAll(title)].map(([, offerId]) => `${about}/${offerId}`),
    );
    add(edges, id, found.toSorted());
  }
  return edges;
}

function add(edges: Map<string, EdgeName[]>, id: string, messages: EdgeName[]): void {
  const before = edges.get(id);
  // A repetition is the same as what it repeats.
  if (before === undefined || before.join() !== messages.join())
    edges.set(id, [...(before ?? []), ...messages]);
}
