import { useFormats, useTexts } from '../i18n';
import { liveTexts } from '../i18n/texts/live';
import { serverNow, useTicking } from '../time';
import styles from './indicator.module.css';
import { type Look, lookOf } from './look';
import { useLive } from './provider';

const SIGNS: Record<Look, string> = {
  live: '●',
  connecting: '◌',
  reconnecting: '◌',
  lost: '○',
  databaseAway: '○',
};

function describe(
  look: Look,
  since: string | undefined,
  texts: ReturnType<typeof useTexts<typeof liveTexts>>,
): string {
  if (look === 'databaseAway') return texts.databaseAway(since);
  if (look !== 'lost') return texts[look];
  return since === undefined ? texts.reconnecting : texts.lost(since);
}

/** Says whether the page is live, with the time; or since when it or the database is not. */
export function LiveIndicator() {
  const status = useLive();
  const texts = useTexts(liveTexts);
  const formats = useFormats();
  const look = useTicking(() => lookOf(status, Date.now()));
  const time = useTicking(() => formats.time(new Date(serverNow())));
  const since =
    'since' in status && status.since !== undefined ? formats.time(new Date(status.since)) : undefined;
  const words = describe(look, since, texts);
  return (
    <span className={styles.indicator} data-live={look}>
      <span aria-hidden="true">{SIGNS[look]}</span> <span role="status">{words}</span>
      {look === 'live' && <time> {time}</time>}
    </span>
  );
}
