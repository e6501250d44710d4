import { randomUUID } from 'node:crypto';
import { type Channel, DeliveryError } from '../../channels';
import type { MirrorRun } from '../../domain/run';
import { attempt } from '../retry/attempt';
import type { AlertActivityDependencies } from '.';

/** Whether a channel accepts messages. */
export interface ChannelTest {
  /** Its name: `mail`. */
  channel: string;
  /** What people call it: `webhook hooks.example.com`. */
  label: string;
  /** Why it does not, in one sentence. Null: it has accepted a message. */
  error: string | null;
}

/**
 * Send a test message to each channel of this worker's settings, once. A disabled channel that accepts it is enabled again.
 *
 * Not idempotent: each attempt sends messages.
 */
export function createTestChannels({ store, channels }: AlertActivityDependencies) {
  return function testChannels({ run }: { run: Pick<MirrorRun, 'mirrorId'> }): Promise<ChannelTest[]> {
    return attempt(({ signal }) =>
      Promise.all(
        channels.map(async (channel) => {
          const error = await sendTest(channel, run.mirrorId, signal);
          if (error === null) await store.recordChannelWorks(channel.name);
          return { channel: channel.name, label: channel.label, error };
        }),
      ),
    );
  };
}

async function sendTest(channel: Channel, mirrorId: string, signal: AbortSignal): Promise<string | null> {
  const notice = {
    type: 'alert.test',
    at: new Date().toISOString(),
    title: 'Test message',
    text: 'Alerts arrive here. Nothing has happened.',
    path: 'alerts',
    data: {},
  };
  try {
    await channel.deliver({ id: `${mirrorId}/test/${randomUUID()}`, notices: [notice] }, signal);
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error.message;
    throw error;
  }
}
