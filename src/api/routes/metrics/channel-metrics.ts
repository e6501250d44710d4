import { Gauge, type Registry } from 'prom-client';
import type { ChannelState } from '../../../store';

/** The gauges of the channels of alerts. A channel is absent until it has a message. */
export function createChannelMetrics(registry: Registry) {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `mobipium_alert_${name}`, help, labelNames: ['channel'], registers: [registry] });

  const pending = gauge('messages_pending', 'Messages of alerts that are not delivered yet, by channel.');
  const oldest = gauge('oldest_pending_seconds', 'Age of the oldest of them. 0: there is none.');
  const givenUp = gauge(
    'messages_given_up',
    'Messages of alerts that were given up, by channel, until they are deleted.',
  );
  const disabled = gauge(
    'channel_disabled',
    'Whether a channel is disabled, because it answered for three days that its address is gone: 1, or else 0.',
  );

  return {
    set(states: readonly ChannelState[]): void {
      for (const { channel, oldestPendingSeconds, disabledAt, ...state } of states) {
        pending.set({ channel }, state.pending);
        oldest.set({ channel }, oldestPendingSeconds ?? 0);
        givenUp.set({ channel }, state.givenUp);
        disabled.set({ channel }, disabledAt === null ? 0 : 1);
      }
    },
  };
}
