import { type Program, startScript } from '../../harness/processes/program';
import type { CleanupStack } from '../../src/async/cleanup';
import type { PlanRun } from './plan-process';

/** The plan's worker in a process of its own. */
export interface Plan extends Program {
  /** Run it to its end, and return its duration in milliseconds. Rejects if it does not store exactly `offers`. */
  time(run: PlanRun, offers: number): Promise<number>;
}

/** The plan's name for the names of measurements, with what it runs without. */
export function describePlan({
  hasRedis = true,
  hasPrisma,
}: {
  hasRedis?: boolean;
  hasPrisma: boolean;
}): string {
  const missing = [
    ...(hasRedis ? [] : ['in a loop: redis-server is not on PATH']),
    ...(hasPrisma ? [] : ['through pg: Prisma cannot be installed']),
  ];
  return missing.length === 0 ? 'Bull plan' : `Bull plan (${missing.join('; ')})`;
}

/** Start the plan's worker with the settings that `plan-process.ts` reads. */
export async function startPlan(settings: Record<string, string>, cleanup: CleanupStack): Promise<Plan> {
  const program = startScript(['bench/baseline/plan-process.ts'], settings);
  cleanup.defer("the plan's worker", () => program.stop());
  const [, url = ''] = await program.waitFor(/^(http.*)\n/m, 60_000);
  return {
    ...program,
    async time(run, offers) {
      const startedMs = performance.now();
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(run) });
      const answer = await response.text();
      const durationMs = performance.now() - startedMs;
      if (answer !== String(offers)) throw new Error(`${JSON.stringify(run)} of the plan: ${answer}`);
      return durationMs;
    },
  };
}
