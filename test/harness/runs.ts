import { poll } from '../../harness/poll';
import type { WorkerProcess } from '../../harness/processes/worker';
import { runSync } from '../../harness/run-sync';
import type { TestStack } from '../../harness/stack';
import type { SyncKind } from '../../src/domain/run';
import type { Fault, FaultEffect, Faults } from '../../src/sandbox';
import type { FaultStack } from './use-stack';

/** Run a sync under faults and remove them afterwards: its audit, and the number of requests to the network. */
export async function runUnderFault(stack: TestStack, faults: Faults, kind: SyncKind = 'full') {
  const before = stack.sandbox.requests.total;
  stack.sandbox.setFault(faults);
  try {
    const audit = await runSync(stack, kind);
    return { audit, requests: stack.sandbox.requests.total - before };
  } finally {
    stack.sandbox.setFault(null);
  }
}

/** A fault of every request except the first, with which a FULL measures the catalogue. */
export function afterFirstRequest(effect: FaultEffect): Fault[] {
  return [{ when: { first: 1 }, effect: { kind: 'late', ms: 0 } }, { effect }];
}

/** Start a FULL, let a number of its responses pass, and wait until `held` further ones are held back by the gate. */
export async function startFullUntilHeld(stack: FaultStack, responses: number, held: number) {
  stack.gate.closeAfter(responses);
  const run = await stack.syncs.startSync('full');
  await poll(`${held} requests are open`, () => stack.gate.held === held);
  return run;
}

/** The activities of a workflow that are running or waiting for a retry. */
export async function pendingActivities({ temporal }: TestStack, workflowId: string, runId?: string) {
  const { raw } = await temporal.workflow.getHandle(workflowId, runId).describe();
  return (raw.pendingActivities ?? []).map(({ activityType, attempt }) => ({
    type: activityType?.name,
    attempt: attempt ?? 1,
  }));
}

/** The records of failed attempts in a worker's log, from the record with this index on. */
export function failedAttempts(worker: WorkerProcess, fromIndex = 0) {
  return worker.log.slice(fromIndex).filter(({ msg }) => msg === 'attempt failed');
}
