import { spawnProgram } from '../programs/spawn-program';
import type { AskPlan, Asked } from './ask-steadily';

/** Ask steadily from a process of its own. */
export async function askElsewhere(plan: AskPlan): Promise<Asked> {
  const asker = await spawnProgram(['bench/load/ask-process.ts', JSON.stringify(plan)], {}, (line) =>
    line.startsWith('{'),
  );
  await asker.stop();
  return JSON.parse(asker.said) as Asked;
}
