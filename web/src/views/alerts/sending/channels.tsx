import { useQuery } from '@tanstack/react-query';
import { type Schemas, useCanWrite } from '../../../api';
import { Age, Badge, Block, Button, Problem } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import styles from '../alerts.module.css';
import { isFailing } from './channel-state';
import { channelsQuery, useChannelTest } from './queries';

/** Where alerts are sent, whether that works, and a test of it. */
export function Channels() {
  const texts = useTexts(alertsTexts);
  const query = useQuery(channelsQuery);
  const canWrite = useCanWrite();
  return (
    <Block title={texts.channels} query={query}>
      {({ channels }) => (
        <>
          {channels.length === 0 && <p className={styles.dim}>{texts.noChannels}</p>}
          <ul className={styles.list}>
            {channels.map((channel) => (
              <Channel key={channel.channel} channel={channel} />
            ))}
          </ul>
          {canWrite && <ChannelTest />}
        </>
      )}
    </Block>
  );
}

function Channel({ channel }: { channel: Schemas['AlertChannel'] }) {
  const texts = useTexts(alertsTexts);
  const { number } = useFormats();
  const { pending, givenUp, lastDeliveredAt, lastFailedAt, lastError, disabledAt } = channel;
  const failing = isFailing(channel);
  return (
    <li>
      <p className={styles.line}>
        <Badge tone={failing ? 'bad' : 'good'}>{failing ? texts.failing : texts.working}</Badge>
        <code>{channel.channel}</code>
        {pending > 0 && <span>{texts.pending(number(pending))}</span>}
        {givenUp > 0 && <span className={styles.bad}>{texts.givenUp(number(givenUp))}</span>}
        <span className={styles.dim}>
          {texts.delivered} <Age at={lastDeliveredAt} />
        </span>
      </p>
      {disabledAt !== null && <p className={styles.bad}>{texts.disabled}</p>}
      {failing && lastError !== null && (
        <p className={styles.bad}>
          {texts.failedAt} <Age at={lastFailedAt} />: <span lang="en">{lastError}</span>
        </p>
      )}
    </li>
  );
}

function ChannelTest() {
  const texts = useTexts(alertsTexts);
  const { mutate, data, error, isPending } = useChannelTest();
  return (
    <div className={styles.form}>
      <Button disabled={isPending} onClick={() => mutate()}>
        {texts.test}
      </Button>
      <div role="status">
        {isPending && <p>{texts.testing}</p>}
        {data?.channels.map(({ channel, label, error: reason }) => (
          <p key={channel} className={reason === null ? styles.good : styles.bad}>
            {reason === null ? `✓ ${label}: ${texts.accepted}` : `■ ${label}: ${reason}`}
          </p>
        ))}
      </div>
      {error !== null && <Problem error={error} />}
    </div>
  );
}
