import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import { plugin, parser } from 'typescript-eslint';

const ROOT = join(__dirname, '../..');
const RULE = '@typescript-eslint/no-restricted-imports';

/** What the lint rule that holds the walls says of one import line in one file. */
async function complaintsOf(file: string, line: string): Promise<string[]> {
  const config = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(join(ROOT, file))) as {
    rules: Record<string, Linter.RuleEntry>;
  };
  const messages = new Linter().verify(
    line,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: parser },
      plugins: { '@typescript-eslint': plugin },
      rules: { [RULE]: config.rules[RULE] ?? 'off' },
    },
    { filename: join(ROOT, file) },
  );
  return messages.map(({ message }) => message);
}

test.each([
  ['src/domain/x.ts', "import { createStore } from '../store/store';"],
  ['src/domain/x.ts', "import { readFileSync } from 'node:fs';"],
  ['src/domain/x.ts', "import { Pool } from 'pg';"],
  ['src/upstream/x.ts', "import { createStore } from '../store/store';"],
  ['src/upstream/x.ts', "import { heartbeat } from '@temporalio/activity';"],
  ['src/store/x.ts', "import { createUpstream } from '../upstream/upstream';"],
  ['src/store/x.ts', "import { readConfig } from '../config';"],
  ['src/activities/x.ts', "import { TASK_QUEUES } from '../workflows/contract';"],
  ['src/activities/x.ts', "import { readConfig } from '../config';"],
  ['src/workflows/x.ts', "import { createActivities } from '../activities';"],
  ['src/workflows/x.ts', "import { createStore } from '../store/store';"],
  ['src/workflows/x.ts', "import { Client } from '@temporalio/client';"],
  ['src/api/routes/x.ts', "import { Client } from '@temporalio/client';"],
  ['src/api/routes/x.ts', "import { createActivities } from '../../activities';"],
  ['src/api/x.ts', "import { createUpstream } from '../upstream/upstream';"],
  ['src/sandbox/x.ts', "import type { Offer } from '../domain/offer';"],
  ['src/client.ts', "import { createStore } from './store/store';"],
  ['src/client/x.ts', "import { createStore } from '../store/store';"],
  ['src/client/x.ts', "import { Worker } from '@temporalio/worker';"],
  ['src/worker-metrics.ts', "import { createStore } from './store/store';"],
])('%s must not say %s', async (file, line) => {
  expect(await complaintsOf(file, line)).not.toEqual([]);
});

test.each([
  ['src/upstream/x.ts', "import type { Offer } from '../domain/offer';"],
  ['src/activities/x.ts', "import { createStore } from '../store/store';"],
  ['src/workflows/x.ts', "import type { Activities } from '../activities';"],
  ['src/workflows/x.ts', "import { splitBatches } from '../domain/chunks';"],
  ['src/api/routes/x.ts', "import type { SyncClient } from '../../client';"],
  ['src/client.ts', "import { TASK_QUEUES } from './workflows/contract';"],
  ['src/client.ts', "import { createBounded } from './client/deadline';"],
  ['src/client/x.ts', "import { TASK_QUEUES } from '../workflows/contract';"],
  ['src/worker.ts', "import { createActivities } from './activities';"],
  ['src/local/x.ts', "import { createStore } from '../store/store';"],
])('%s may say %s', async (file, line) => {
  expect(await complaintsOf(file, line)).toEqual([]);
});
