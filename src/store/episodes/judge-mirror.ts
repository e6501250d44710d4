import type { PoolClient } from 'pg';
import type { EpisodeFacts } from '../../domain/alerts/episode';
import type { Instant } from '../../domain/offer';
import type { RunKey } from '../../domain/run';
import { instant } from '../sql';
import { type Audience, readAudience } from './audience';
import { RECENT_SILENCES, updateFacts } from './episodes';
import { readMirrorProblems, type SyncIntervals } from './mirror-health';
import { type AlertRules, type Findings, NO_FINDINGS, readNow, recordFindings, withoutOffer } from './record';

/** Finds out whether the mirror is out of date at a time, compared with the open episode. */
export async function judgeMirror(
  client: PoolClient,
  { at, intervals, audience }: { at: Instant; intervals: SyncIntervals; audience: Audience },
): Promise<Findings> {
  const { rows } = await client.query<{ facts: EpisodeFacts['mirror_stale'] }>(
    `SELECT facts FROM episodes WHERE kind = 'mirror_stale' AND ended_at IS NULL`,
  );
  const open = rows[0];
  const before = (open?.facts.problems ?? []).map(({ problem }) => problem);
  const { problems, since } = await readMirrorProblems(client, at, { intervals, before });
  if (problems.length === 0) {
    if (open === undefined) return NO_FINDINGS;
    const end = { kind: 'mirror_stale', offerId: null, endedAt: at, endFacts: {} } as const;
    return { ...NO_FINDINGS, ends: [{ ...end, send: sendEnd(audience, 'mirror_stale') }] };
  }
  const facts = { problems };
  if (open === undefined) {
    const start = { kind: 'mirror_stale', startedAt: since, endedAt: null, facts, endFacts: null } as const;
    return { ...NO_FINDINGS, starts: [withoutOffer(start, audience)] };
  }
  if (JSON.stringify(open.facts) !== JSON.stringify(facts))
    await updateFacts(client, { kind: 'mirror_stale', offerId: null, facts, isSent: false });
  return NO_FINDINGS;
}

/** Judges the mirror in the transaction that has finished a run, which holds the lock of `lockRhythms`. */
export async function judgeMirrorAfter(client: PoolClient, run: RunKey, rules: AlertRules): Promise<void> {
  const at = await readNow(client);
  const audience = await readAudience(client, { at, scope: rules.scope });
  const findings = await judgeMirror(client, { at, intervals: rules, audience });
  await recordFindings(client, run, findings, rules.channels);
}

/** Silences of the last day that have no episode, and open episodes of which the silence has ended. */
const READ_SILENCES = `
SELECT ${instant('s.started_at')} AS "startedAt", ${instant('s.ended_at')} AS "endedAt", e.id IS NOT NULL AS "isOpen"
FROM network_silences AS s LEFT JOIN episodes AS e ON e.kind = 'network_silent' AND e.started_at = s.started_at
WHERE CASE WHEN e.id IS NULL THEN s.started_at > ${RECENT_SILENCES}
  ELSE s.ended_at IS NOT NULL AND e.ended_at IS NULL END
ORDER BY s.started_at`;

/** Compares the silences of the whole network, which the rhythms have found, with the episodes. */
export async function judgeNetwork(
  client: PoolClient,
  audience: Audience,
): Promise<Pick<Findings, 'starts' | 'ends'>> {
  const { rows } = await client.query<{ startedAt: Instant; endedAt: Instant | null; isOpen: boolean }>(
    READ_SILENCES,
  );
  const kind = 'network_silent';
  return {
    starts: rows.flatMap(({ startedAt, endedAt, isOpen }) => {
      const endFacts = endedAt === null ? null : {};
      return isOpen ? [] : withoutOffer({ kind, startedAt, endedAt, facts: {}, endFacts }, audience);
    }),
    ends: rows.flatMap(({ endedAt, isOpen }) =>
      isOpen
        ? [
            {
              kind,
              offerId: null,
              endedAt: endedAt!,
              endFacts: {},
              send: sendEnd(audience, kind),
            } as const,
          ]
        : [],
    ),
  };
}

function sendEnd(audience: Audience, kind: 'mirror_stale' | 'network_silent'): 'with_start' | 'never' {
  return audience.isSent(kind) ? 'with_start' : 'never';
}
