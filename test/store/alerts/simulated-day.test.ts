import { replaceClock } from '../../../harness/simulation/database-clock';
import { keepFastest } from '../../../harness/simulation/fastest-offers';
import { createSimulatedMirror, TICK_MS } from '../../../harness/simulation/mirror';
import { createCatalogue } from '../../../src/sandbox/catalogue/create-catalogue';
import type { AlertRules } from '../../../src/store';
import { useTestStore } from '../test-store';
import { createDisturbance } from './disturb';
import {
  applyChange,
  END_HOUR,
  expectedEpisodes,
  type ExpectedEpisode,
  findRoles,
  OUTAGES,
  type Role,
  ROLES,
  SCRIPT,
  UNDISTURBED_HOURS,
  UNDISTURBED_STARTS,
} from './scripted-day';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_START = Date.UTC(2026, 2, 10);

/** Enough to learn from, at fewer looks than the service takes. */
const WARM_UP_MS = 60 * HOUR_MS;
const WARM_UP_TICK_MS = 30 * MINUTE_MS;

const RULES: AlertRules = {
  scope: 'watchlist',
  channels: ['webhook', 'mail'],
  highEverySeconds: TICK_MS / 1_000,
  fullEverySeconds: HOUR_MS / 1_000,
};

const CATALOGUE = { seed: 20, offers: 440, churn: 0, convertingShare: 0.6, conversions: 'random' } as const;

/** The rest of the offers do not convert. Enough conversions for a silence of the network to be noticed. */
const CONVERTING = 150;

/** `ALERTS_SEED` gives other disturbances. */
const DISTURBANCE_SEED = Number(process.env.ALERTS_SEED ?? 1);

const context = useTestStore();

interface Recorded {
  kind: string;
  offerId: string | null;
  startHour: number;
  endHour: number | null;
  sent: string[];
  messages: number;
}

const HOUR_OF = (column: string) => `extract(epoch FROM ${column} - to_timestamp($1))::float8 / 3600`;

/** The episodes that began on the day, and the edges that were sent to each channel. */
async function readDay(): Promise<Recorded[]> {
  const { rows } = await context.pool.query<Recorded>(
    `SELECT e.kind, e.offer_id AS "offerId", ${HOUR_OF('started_at')} AS "startHour", ${HOUR_OF('ended_at')} AS "endHour",
       coalesce(array_agg(DISTINCT m.edge) FILTER (WHERE m.edge IS NOT NULL), '{}') AS sent, count(m.id)::int AS messages
     FROM episodes AS e LEFT JOIN alert_messages AS m ON m.episode_id = e.id
     WHERE e.started_at >= to_timestamp($1) GROUP BY e.id ORDER BY e.started_at, e.id`,
    [DAY_START / 1_000],
  );
  return rows;
}

/** Lives the day, and returns which offers were chosen and which episodes are expected. */
async function liveDay() {
  const { store, pool } = context;
  const clock = await replaceClock(pool, DAY_START - WARM_UP_MS);
  const catalogue = createCatalogue({ ...CATALOGUE, clock: clock.now });
  keepFastest(catalogue, clock.now(), CONVERTING);
  const roles = findRoles(catalogue, DAY_START);
  const cap = {
    dailyCap: { kind: 'count', amount: 100 },
    filledCap: { kind: 'percent', amount: 10 },
  } as const;
  catalogue.setField(roles.fillsCap, cap);

  const warmUpRules = {
    ...RULES,
    highEverySeconds: WARM_UP_TICK_MS / 1_000,
    fullEverySeconds: WARM_UP_MS / 1_000,
  };
  const warmUp = createSimulatedMirror({ store, clock, catalogue, rules: warmUpRules });
  await warmUp.full();
  for (const [role, { watch }] of Object.entries(ROLES)) {
    if (watch !== null) await store.watchOffers([roles[role as Role]], watch);
  }
  for (let at = clock.now() + WARM_UP_TICK_MS; at < DAY_START; at += WARM_UP_TICK_MS) {
    await clock.set(at);
    await warmUp.high();
  }

  const undisturbed = createSimulatedMirror({ store, clock, catalogue, rules: RULES });
  const disturbance = createDisturbance(DISTURBANCE_SEED, context);
  const disturbed = createSimulatedMirror({ store, clock, catalogue, rules: RULES, disturbance });
  const deadlines = new Map<string, number>();
  const toCome = [...SCRIPT];
  for (let at = DAY_START; at <= DAY_START + END_HOUR * HOUR_MS; at += TICK_MS) {
    while (toCome.length > 0 && DAY_START + toCome[0]!.hour * HOUR_MS <= at) {
      const { hour, role, change } = toCome.shift()!;
      await clock.set(DAY_START + hour * HOUR_MS);
      const ids = role === 'all' ? catalogue.idsAt(clock.now()) : [roles[role]];
      // The offer that has stopped for good stays so.
      for (const id of ids)
        if (role !== 'all' || id !== roles.stopsUnwatched) applyChange(catalogue, id, change);
    }
    await clock.set(at);
    const hour = (at - DAY_START) / HOUR_MS;
    const mirror = hour < UNDISTURBED_HOURS ? undisturbed : disturbed;
    if (hour < UNDISTURBED_HOURS)
      for (const { offerId, deadline } of await readDeadlines()) deadlines.set(offerId, deadline);
    const isIn = ([from, to]: readonly [number, number]) => hour >= from && hour < to;
    if (isIn(OUTAGES.minutes) || (isIn(OUTAGES.hours) && hour < OUTAGES.hours[0] + 0.5))
      await mirror.failingHigh();
    else if (!isIn(OUTAGES.hour) && !isIn(OUTAGES.hours)) {
      // The first FULL after the night comes late.
      if (at % HOUR_MS === 0 || at === DAY_START + 16 * HOUR_MS + TICK_MS) await mirror.full();
      await mirror.high();
    }
  }
  const hourOfConversion = (role: Role, hour: number) =>
    (catalogue.truthAt(roles[role], DAY_START + hour * HOUR_MS)!.lastConvertedAtMs! - DAY_START) / HOUR_MS;
  return { roles, deadlines, expected: expectedEpisodes(hourOfConversion, TICK_MS / HOUR_MS) };
}

/** The hours at which the present silences are too long. */
async function readDeadlines(): Promise<{ offerId: string; deadline: number }[]> {
  const { rows } = await context.pool.query<{ offerId: string; deadline: number }>(
    `SELECT offer_id AS "offerId", ${HOUR_OF('stop_deadline')} AS deadline FROM offer_rhythms WHERE stop_deadline IS NOT NULL`,
    [DAY_START / 1_000],
  );
  return rows;
}

/** An answer is lost one time in twenty: its offers are observed one tick later, and in a FULL one hour later. */
const MAX_LATE_TICKS = 3;

function isWithin(hour: number | null, span: readonly [number, number] | null): boolean {
  if (hour === null || span === null) return hour === span;
  const late = (MAX_LATE_TICKS * TICK_MS) / HOUR_MS;
  return hour >= span[0] - 1e-6 && hour <= span[1] + late + 1e-6;
}

function startText(kind: string, offerId: string | null, hour: number): string {
  return `${kind} ${offerId} at ${hour.toFixed(4)}`;
}

/** The first tick at or after an hour. */
function toTick(hour: number): number {
  return (Math.ceil((hour * HOUR_MS) / TICK_MS - 1e-6) * TICK_MS) / HOUR_MS;
}

/** The starts of the undisturbed hours, without slowdowns, whose rule is not that of a single tick. */
function startsOf(recorded: Recorded[]): string[] {
  return recorded
    .filter(({ kind, startHour }) => startHour < UNDISTURBED_HOURS && kind !== 'conversion_slowed')
    .map(({ kind, offerId, startHour }) => startText(kind, offerId, startHour))
    .sort();
}

test(`a day of episodes, each with one start and one end, sent once (disturbed by seed ${DISTURBANCE_SEED})`, async () => {
  const { roles, deadlines, expected } = await liveDay();
  const recorded = await readDay();
  const toText = (kind: string, offerId: string | null, sent: string[]) =>
    `${kind} ${offerId} ${sent.join()}`;
  const idOf = ({ role }: ExpectedEpisode) => (role === null ? null : roles[role]);
  expect(recorded.map(({ kind, offerId, sent }) => toText(kind, offerId, sent)).sort()).toEqual(
    expected.map((episode) => toText(episode.kind, idOf(episode), episode.sent)).sort(),
  );
  const untimely = recorded.filter(
    ({ kind, offerId, startHour, endHour }) =>
      !expected.some(
        (episode) =>
          episode.kind === kind &&
          idOf(episode) === offerId &&
          isWithin(startHour, episode.start) &&
          isWithin(endHour, episode.end),
      ),
  );
  expect(untimely).toEqual([]);
  expect(startsOf(recorded)).toEqual(
    [
      ...UNDISTURBED_STARTS.map(({ kind, role, hour }) => startText(kind, roles[role], hour)),
      ...(['stops', 'ownSilence'] as const).map((role) =>
        startText('conversion_stopped', roles[role], toTick(deadlines.get(roles[role])!)),
      ),
    ].sort(),
  );
  for (const { sent, messages } of recorded) expect(messages).toBe(sent.length * RULES.channels.length);

  const { rows } = await context.pool.query(
    `SELECT sum(episodes_opened)::int = (SELECT count(*) FROM episodes)::int AS "areOpened",
       sum(episodes_closed)::int = (SELECT count(*) FROM episodes WHERE ended_at IS NOT NULL)::int AS "areClosed" FROM sync_runs`,
  );
  expect(rows).toEqual([{ areOpened: true, areClosed: true }]);
}, 300_000);
