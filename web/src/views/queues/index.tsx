import { useQuery } from '@tanstack/react-query';
import { queuesQuery, type Schemas } from '../../api';
import { Age, Block, RunTable } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { queuesTexts } from '../../i18n/texts/queues';
import { runTexts } from '../../i18n/texts/run';
import { useTicking } from '../../time';
import { countAlive } from './alive';
import styles from './queues.module.css';

const EVERY_MS = 5_000;

type Queue = Schemas['Queue'];

/** The task queues: backlog, rates, workers and last runs. */
export function QueuesView() {
  const texts = useTexts(queuesTexts);
  const query = useQuery({ ...queuesQuery, refetchInterval: EVERY_MS });
  return (
    <>
      <h1 className="hidden">{texts.title}</h1>
      <Block title={texts.title} query={query}>
        {({ queues }) => (
          <div className={styles.queues}>
            {queues.map((queue) => (
              <QueueSection key={queue.name} queue={queue} />
            ))}
          </div>
        )}
      </Block>
    </>
  );
}

function QueueSection({ queue }: { queue: Queue }) {
  const texts = useTexts(queuesTexts);
  return (
    <section className={styles.queue} aria-label={queue.name}>
      <h3>
        {queue.name} <small>{texts[queue.name]}</small>
      </h3>
      <Tiles queue={queue} />
      <Counts runs={queue.runs} />
      <RunTable runs={queue.lastRuns} label={queue.name} />
      <Workers workers={queue.workers} />
    </section>
  );
}

function Tiles({ queue }: { queue: Queue }) {
  const texts = useTexts(queuesTexts);
  const { number, duration } = useFormats();
  const { backlog, backlogAgeSeconds, activities, activitiesPerSecond } = queue;
  const alive = useTicking((nowMs) => countAlive(queue, nowMs));
  const rate = (perSecond: number) => texts.perSecond(number(perSecond, { maximumFractionDigits: 1 }));
  return (
    <dl className={styles.tiles}>
      <Tile
        name={texts.backlog}
        value={number(backlog)}
        about={backlog > 0 ? texts.oldest(duration(backlogAgeSeconds)) : texts.none}
      />
      <Tile
        name={texts.dispatched}
        value={rate(activities.dispatchedPerSecond)}
        about={texts.added(rate(activities.addedPerSecond))}
      />
      <Tile
        name={texts.limit}
        value={activitiesPerSecond === null ? '–' : rate(activitiesPerSecond)}
        about={activitiesPerSecond === null ? texts.noLimit : texts.forAll}
      />
      <Tile
        name={texts.workers}
        value={number(alive)}
        about={alive === 0 ? `■ ${texts.noWorker}` : texts.polling}
        isBad={alive === 0}
      />
    </dl>
  );
}

function Tile({
  name,
  value,
  about,
  isBad = false,
}: {
  name: string;
  value: string;
  about: string;
  isBad?: boolean;
}) {
  return (
    <div className={isBad ? styles.bad : undefined}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.about}>{about}</dd>
    </div>
  );
}

function Counts({ runs }: { runs: Queue['runs'] }) {
  const texts = useTexts(queuesTexts);
  const names = useTexts(runTexts);
  const { number } = useFormats();
  const counts = [
    ['running', runs.active],
    ['completed', runs.completed],
    ['incomplete', runs.incomplete],
    ['failed', runs.failed],
    ['timed_out', runs.timedOut],
    ['cancelled', runs.cancelled],
  ] as const;
  return (
    <p className={styles.counts}>
      <span>{texts.day}:</span>
      {counts.map(([name, count]) => (
        <span key={name} className={count === 0 ? undefined : styles[name]}>
          <b>{number(count)}</b> {names[name]}
        </span>
      ))}
    </p>
  );
}

function Workers({ workers }: Pick<Queue, 'workers'>) {
  const texts = useTexts(queuesTexts);
  const { list } = useFormats();
  return (
    <ul className={styles.workers}>
      {workers.map(({ identity, takes, lastSeenAt }) => (
        <li key={identity} title={texts.takes(list(takes.map((each) => texts[each])))}>
          <code>{identity}</code> {texts.workerSeen} <Age at={lastSeenAt} />
        </li>
      ))}
    </ul>
  );
}
