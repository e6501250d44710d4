import type { Notice } from '../../src/channels';

export const notice = (more: Partial<Notice> = {}): Notice => ({
  type: 'alert.status_changed.start',
  at: '2026-01-05T10:04:00.000000Z',
  title: 'Paused: Games PT (3790)',
  text: 'The status changed from Active to Paused.',
  path: 'offers/3790',
  data: { edge: 'start', episode: { id: '12', kind: 'status_changed', offerId: '3790' } },
  ...more,
});

/** A name that is markup, a mention or a control character in one service or the other. */
export const HOSTILE = `*Win* <b>@everyone</b> <!channel> [x](http://evil.example) =cmd()\u202e\nBcc: a@evil.example & \`code\``;
