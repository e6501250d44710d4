import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { alertsQuery, changesQuery, unlessLive, watchlistQuery } from '../../../api';
import { Block } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { todayTexts } from '../../../i18n/texts/today';
import { REFRESH_MS } from '../refresh';
import { feedAddress, FILTER_NAMES, type FilterName, keyOf, kindsOf, mergeEvents } from './events';
import styles from './happened.module.css';
import { EventLine } from './lines';

const route = getRouteApi('/');

const CHANGES_READ = 100;
const NEWS_READ = 50;
const ALERTS_READ = 50;
const LINES_SHOWN = 40;

const FEEDS = ['atom', 'json', 'csv'] as const;

/** What paused, stopped, came back or changed its payout, the newest first. */
export function Happened() {
  const texts = useTexts(todayTexts);
  const formats = useFormats();
  const { mine, show = [] } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = FILTER_NAMES.filter((name) => show.includes(name));
  const unknown = show.filter((name) => !FILTER_NAMES.some((known) => known === name));
  const kinds = kindsOf(chosen);
  const own = mine === undefined ? {} : { mine };
  const notable = kinds.changes.filter((kind) => kind !== 'new');
  const changes = useQuery({
    ...changesQuery({ kinds: notable, sortOrder: 'desc', limit: CHANGES_READ, ...own }),
    refetchInterval: () => unlessLive(REFRESH_MS),
    enabled: notable.length > 0,
  });
  // Read apart: a FULL finds thousands of new offers at once, which would displace the others.
  const showsNew = kinds.changes.includes('new');
  const news = useQuery({
    ...changesQuery({ kinds: ['new'], sortOrder: 'desc', limit: NEWS_READ, ...own }),
    refetchInterval: () => unlessLive(REFRESH_MS),
    enabled: showsNew,
  });
  const alerts = useQuery({
    ...alertsQuery({ kinds: kinds.alerts, limit: ALERTS_READ, ...own }),
    refetchInterval: () => unlessLive(REFRESH_MS),
    enabled: kinds.alerts.length > 0,
  });
  const watched = useQuery({ ...watchlistQuery, refetchInterval: () => unlessLive(REFRESH_MS) });
  const ids = new Set(watched.data?.watchlist.map(({ offerId }) => offerId));

  const isReady =
    (changes.data !== undefined || notable.length === 0) &&
    (news.data !== undefined || !showsNew) &&
    (alerts.data !== undefined || kinds.alerts.length === 0);
  const events = mergeEvents(
    [
      ...(notable.length === 0 ? [] : (changes.data?.changes ?? [])),
      ...(showsNew ? (news.data?.changes ?? []) : []),
    ],
    kinds.alerts.length === 0 ? [] : (alerts.data?.alerts ?? []),
    kinds.changes,
  );
  const failed = [changes, news, alerts].filter(({ error }) => error !== null);
  const { error, dataUpdatedAt } = failed[0] ?? changes;
  const choose = (names: readonly FilterName[]) =>
    void navigate({
      search: (old) => ({ ...old, show: names.length === 0 ? undefined : [...names] }),
      replace: true,
    });
  return (
    <Block
      title={texts.happened}
      query={{
        data: isReady ? events : undefined,
        error,
        dataUpdatedAt,
        refetch: () => Promise.all(failed.map(({ refetch }) => refetch())),
      }}
      isEmpty={(lines) => lines.length === 0}
      empty={texts.nothing}
      actions={
        <>
          <div role="group" aria-label={texts.filter} className={styles.filters}>
            <button type="button" aria-pressed={chosen.length === 0} onClick={() => choose([])}>
              {texts.all}
            </button>
            {FILTER_NAMES.map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={chosen.includes(name)}
                onClick={() =>
                  choose(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name])
                }
              >
                {texts[name]}
              </button>
            ))}
            <button
              type="button"
              aria-pressed={mine === true}
              onClick={() =>
                void navigate({
                  search: (old) => ({ ...old, mine: mine === true ? undefined : true }),
                  replace: true,
                })
              }
            >
              {texts.mine}
            </button>
          </div>
          {kinds.changes.length > 0 && (
            <span className={styles.feeds}>
              {FEEDS.map((format) => (
                <a key={format} href={feedAddress(format, { kinds: kinds.changes, mine })}>
                  {texts[format]}
                </a>
              ))}
            </span>
          )}
        </>
      }
    >
      {(lines) => (
        <>
          {unknown.length > 0 && <p role="status">{texts.unknownFilter(formats.list(unknown))}</p>}
          <ol className={styles.lines}>
            {lines.slice(0, LINES_SHOWN).map((event) => (
              <EventLine
                key={keyOf(event)}
                event={event}
                isCut={event.type === 'many' && event.changes.length >= NEWS_READ}
                isWatched={(offerId) => ids.has(offerId)}
              />
            ))}
          </ol>
        </>
      )}
    </Block>
  );
}
