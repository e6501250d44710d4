import { Client } from 'pg';
import { readMirror, truthOf, withAge } from '../../harness/mirror/compare-mirror';
import { WORKFLOW_TYPES } from '../../src/workflows/contract';
import type { Figure } from '../figures';
import type { SoakStage } from './stage';

/** Hold the mirror against the network's truth, field by field, and the ConversionList too. */
export async function compareMirror(stage: SoakStage, atMs: number): Promise<Figure[]> {
  const { catalogue } = stage.sandbox;
  const rows = await readMirror(stage);
  const wrong = [...rows.values()].filter((row) => {
    const truth = truthOf(stage, row.offerId, atMs);
    if (truth === undefined) return row.status === 'Active';
    const known: Record<string, unknown> = withAge(row);
    return !Object.entries(truth).every(([field, value]) => known[field] === value);
  });
  const missing = catalogue.idsAt(atMs).filter((id) => !rows.has(id));

  const listed = await readMirror(stage, true);
  const converting = catalogue
    .idsAt(atMs, { order: 'ID', status: 'Active' })
    .filter((id) => catalogue.truthAt(id, atMs)?.lastConvAgeSeconds !== null);
  const unlike = new Set([...converting, ...listed.keys()]);
  for (const id of converting) if (listed.has(id)) unlike.delete(id);
  return [
    {
      what: 'offers in the mirror at the end',
      unit: 'offers',
      samples: [rows.size],
      reach: { atLeast: 10_000 },
    },
    none(`offers unlike the network's${naming(wrong.map(({ offerId }) => offerId))}`, 'offers', wrong.length),
    none(`offers that the mirror lacks${naming(missing)}`, 'offers', missing.length),
    none(`offers wrong on the ConversionList of ${listed.size}`, 'offers', unlike.size),
  ];
}

/** Hold the audits against what ran: every run has one, and it tells an end. */
export async function checkAudits({ postgres, temporal }: SoakStage): Promise<Figure[]> {
  const client = new Client({ connectionString: postgres.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ runId: string; kind: string; status: string; hasEnd: boolean }>(
      'SELECT run_id AS "runId", kind, status, finished_at IS NOT NULL AS "hasEnd" FROM sync_runs',
    );
    const audited = new Set(rows.map(({ runId }) => runId));
    const types = Object.values(WORKFLOW_TYPES)
      .map((type) => `'${type}'`)
      .join(', ');
    const without: string[] = [];
    let going = 0;
    for await (const { workflowId, runId, raw, status } of temporal.workflow.list({
      query: `WorkflowType IN (${types})`,
    })) {
      if (status.name === 'RUNNING') going += 1;
      if (!audited.has(raw.firstRunId || runId)) without.push(`${workflowId} (${status.name})`);
    }
    const open = rows.filter(({ status, hasEnd }) => status === 'running' || !hasEnd);
    return [
      ...countEnds(rows),
      none('runs that are still going', 'runs', going),
      none('audits without an end', 'runs', open.length),
      none(`runs without an audit${naming(without)}`, 'runs', without.length),
    ];
  } finally {
    await client.end();
  }
}

function countEnds(rows: { kind: string; status: string }[]): Figure[] {
  const counts = new Map<string, number>();
  for (const { kind, status } of rows) {
    const name = `${kind} runs ${status}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort().map(([what, many]) => ({ what, unit: 'runs', samples: [many] }));
}

function none(what: string, unit: Figure['unit'], many: number): Figure {
  return { what, unit, samples: [many], reach: { atMost: 0 } };
}

function naming(names: string[]): string {
  return names.length === 0 ? '' : ` (${names.slice(0, 3).join(', ')})`;
}
