import { type AlertEdge, type AlertNotice, createNotice } from '../../../src/domain/alerts/notice';
import { enqueueMessages } from '../../../src/store/alerts/outbox';
import { minute, useTestStore } from '../test-store';
import { pausedEpisode } from './episodes';

const context = useTestStore();

const notice = (id: string, edge: AlertEdge = 'start') =>
  createNotice(pausedEpisode({ id }), edge, minute(4));

async function enqueue(notices: AlertNotice[], channels: string[], end: 'COMMIT' | 'ROLLBACK' = 'COMMIT') {
  const client = await context.pool.connect();
  try {
    await client.query('BEGIN');
    const added = await enqueueMessages(client, notices, channels);
    await client.query(end);
    return added;
  } finally {
    client.release();
  }
}

const readKeys = async () => {
  const { rows } = await context.pool.query<{ key: string }>('SELECT key FROM alert_messages ORDER BY id');
  return rows.map(({ key }) => key);
};

test('adds one message for each episode, edge and channel, in order, and none twice', async () => {
  const notices = [notice('8'), notice('3'), notice('8', 'end')];
  expect(await enqueue(notices, ['mail', 'telegram'])).toBe(6);
  expect(await enqueue([...notices, notice('9')], ['mail', 'telegram'])).toBe(2);

  expect(await readKeys()).toEqual([
    ...[
      '8-1767607440/start/mail',
      '8-1767607440/start/telegram',
      '3-1767607440/start/mail',
      '3-1767607440/start/telegram',
      '8-1767607440/end/mail',
      '8-1767607440/end/telegram',
    ],
    ...['9-1767607440/start/mail', '9-1767607440/start/telegram'],
  ]);
});

test('adds no message if the transaction is rolled back', async () => {
  await enqueue([notice('8')], ['mail'], 'ROLLBACK');
  expect(await readKeys()).toEqual([]);
});
