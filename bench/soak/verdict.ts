import { Client } from 'pg';
import { matchesTruth, readMirror, truthOf } from '../../harness/mirror/compare';
import { WORKFLOW_TYPES } from '../../src/workflows/contract';
import { type Measurement, mustBeZero, single } from '../measurements';
import type { SoakStack } from './stack';

/** Compare the mirror, field by field, and the ConversionList with the network's truth. */
export async function compareMirror(stack: SoakStack): Promise<Measurement[]> {
  const { catalogue } = stack.sandbox;
  const atMs = Date.now();
  const rows = await readMirror(stack);
  const wrong = [...rows.values()].filter((row) =>
    truthOf(stack, row.offerId) === undefined ? row.status === 'Active' : !matchesTruth(stack, row),
  );
  const missing = catalogue.idsAt(atMs).filter((id) => !rows.has(id));

  const listed = await readMirror(stack, true);
  const converting = catalogue
    .idsAt(atMs, { order: 'ID', status: 'Active' })
    .filter((id) => catalogue.truthAt(id, atMs)?.lastConvertedAtMs !== null);
  const wrongOnList = new Set([...converting, ...listed.keys()]);
  for (const id of converting) if (listed.has(id)) wrongOnList.delete(id);
  return [
    single('offers in the mirror at the end', 'offers', rows.size, { atLeast: 10_000 }),
    mustBeZero(
      `offers that differ from the network${examples(wrong.map(({ offerId }) => offerId))}`,
      'offers',
      wrong.length,
    ),
    mustBeZero(`offers missing in the mirror${examples(missing)}`, 'offers', missing.length),
    mustBeZero(`offers wrong on the ConversionList of ${listed.size}`, 'offers', wrongOnList.size),
  ];
}

/** Compare the audits with the runs in Temporal: every run has an audit, and every audit an end. */
export async function checkAudits({ config, temporal }: SoakStack): Promise<Measurement[]> {
  const client = new Client({ connectionString: config.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ runId: string; kind: string; status: string; hasEnd: boolean }>(
      'SELECT run_id AS "runId", kind, status, finished_at IS NOT NULL AS "hasEnd" FROM sync_runs',
    );
    const audited = new Set(rows.map(({ runId }) => runId));
    const types = Object.values(WORKFLOW_TYPES)
      .map((type) => `'${type}'`)
      .join(', ');
    const withoutAudit: string[] = [];
    let running = 0;
    for await (const { workflowId, runId, raw, status } of temporal.workflow.list({
      query: `WorkflowType IN (${types})`,
    })) {
      if (status.name === 'RUNNING') running += 1;
      if (!audited.has(raw.firstRunId || runId)) withoutAudit.push(`${workflowId} (${status.name})`);
    }
    const open = rows.filter(({ status, hasEnd }) => status === 'running' || !hasEnd);
    return [
      ...countByOutcome(rows),
      mustBeZero('runs that have not ended', 'runs', running),
      mustBeZero('audits without an end', 'runs', open.length),
      mustBeZero(`runs without an audit${examples(withoutAudit)}`, 'runs', withoutAudit.length),
    ];
  } finally {
    await client.end();
  }
}

function countByOutcome(rows: { kind: string; status: string }[]): Measurement[] {
  const counts = new Map<string, number>();
  for (const { kind, status } of rows) {
    const name = `${kind} runs ${status}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort().map(([name, count]) => single(name, 'runs', count));
}

function examples(names: string[]): string {
  return names.length === 0 ? '' : ` (${names.slice(0, 3).join(', ')})`;
}
