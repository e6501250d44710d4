import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import { plugin, parser } from 'typescript-eslint';

const ROOT = join(__dirname, '../..');
const RULE = '@typescript-eslint/no-restricted-imports';

/** The messages of the lint rule that holds the import rules, for one import line in one file. */
async function problemsIn(file: string, line: string): Promise<string[]> {
  const config = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(join(ROOT, file))) as {
    rules: Record<string, Linter.RuleEntry>;
  };
  const messages = new Linter().verify(
    line,
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parser: parser },
      plugins: { '@typescript-eslint': plugin },
      rules: { [RULE]: config.rules[RULE] ?? 'off' },
    },
    { filename: join(ROOT, file) },
  );
  return messages.map(({ message }) => message);
}

test.each([
  ['src/async/x.ts', "import type { Offer } from '../domain/offer';"],
  ['src/domain/x.ts', "import { createStore } from '../store';"],
  ['src/domain/scan/x.ts', "import { createStore } from '../../store';"],
  ['src/domain/x.ts', "import { createSemaphore } from '../async/semaphore';"],
  ['src/domain/x.ts', "import { readFileSync } from 'node:fs';"],
  ['src/domain/x.ts', "import { Pool } from 'pg';"],
  ['src/format/x.ts', "import { createStore } from '../store';"],
  ['src/terminal/x.ts', "import { createSyncClient } from '../client';"],
  ['src/terminal/x.ts', "import { startService } from '../local';"],
  ['src/config/x.ts', "import { createStore } from '../store';"],
  ['src/upstream/x.ts', "import { createStore } from '../store';"],
  ['src/upstream/http/x.ts', "import { heartbeat } from '@temporalio/activity';"],
  ['src/store/offers/x.ts', "import { createUpstream } from '../../upstream';"],
  ['src/store/x.ts', "import { readConfig } from '../config';"],
  ['src/activities/x.ts', "import { TASK_QUEUES } from '../workflows/contract';"],
  ['src/activities/retry/x.ts', "import { readConfig } from '../../config';"],
  ['src/workflows/x.ts', "import { createActivities } from '../activities';"],
  ['src/workflows/full-sync/x.ts', "import { createStore } from '../../store';"],
  ['src/workflows/x.ts', "import { Client } from '@temporalio/client';"],
  ['src/api/routes/x.ts', "import { Client } from '@temporalio/client';"],
  ['src/api/routes/syncs/x.ts', "import { createActivities } from '../../../activities';"],
  ['src/api/x.ts', "import { createUpstream } from '../upstream';"],
  ['src/sandbox/x.ts', "import type { Offer } from '../domain/offer';"],
  ['src/client.ts', "import { createStore } from './store';"],
  ['src/client/x.ts', "import { createStore } from '../store';"],
  ['src/client/x.ts', "import { heartbeat } from '@temporalio/activity';"],
  ['src/worker/x.ts', "import { startService } from '../local';"],
  ['src/worker.ts', "import { Pool } from 'pg';"],
  ['src/local/x.ts', "import { createProgram } from '../cli/program';"],
  ['src/local/x.ts', "import { createProgram } from '../cli';"],
  ['src/cli/x.ts', "import { request } from 'undici';"],
  ['src/client.ts', "import { poll } from '../harness/poll';"],
  ['src/local/postgres/x.ts', "import { poll } from '../../../harness/poll';"],
  ['src/cli/x.ts', "import { formatTable } from '../../bench/report';"],
  ['src/store/x.ts', "import { saveOffers } from '../../test/api/save-offers';"],
  ['harness/x.ts', "import { saveOffers } from '../test/api/save-offers';"],
  ['harness/servers/x.ts', "import { formatTable } from '../../bench/report';"],
  ['bench/soak/x.ts', "import { saveOffers } from '../../test/api/save-offers';"],
  ['test/api/x.ts', "import { formatTable } from '../../bench/report';"],
  // The page is a program of its own.
  ['web/src/api/x.ts', "import type { Offer } from '../../../src/domain/offer';"],
  ['web/src/views/today/x.tsx', "import { poll } from '../../../../harness/poll';"],
  ['web/src/time/x.ts', "import { readFileSync } from 'node:fs';"],
  ['src/api/x.ts', "import { createApi } from '../../web/src/api';"],
  ['web/src/i18n/x.ts', "import { api } from '../api';"],
  ['web/src/api/x.ts', "import { Block } from '../components';"],
  ['web/src/components/block/x.tsx', "import { App } from '../../app/app';"],
  ['web/src/views/today/x.tsx', "import { Shell } from '../../app/shell';"],
  ['web/src/views/today/x.tsx', "import { createApi } from '../../api/client';"],
  ['web/src/views/today/x.tsx', "import { Block } from '../../components/block/block';"],
  // A module with a public interface is imported by nothing else.
  ['src/activities/x.ts', "import { isDatabaseUnavailable } from '../store/errors';"],
  ['src/cli/commands/doctor/x.ts', "import { applyMigrations } from '../../../store/migrations/migrate';"],
  ['src/worker.ts', "import { createTemporalClient } from './client/connection';"],
  ['src/client/x.ts', "import { fullSync } from '../workflows';"],
  ['src/client/x.ts', "import { activityOptions } from '../workflows/activity-options';"],
])('in %s, lint rejects: %s', async (file, line) => {
  expect(await problemsIn(file, line)).not.toEqual([]);
});

test.each([
  ['src/upstream/x.ts', "import type { Offer } from '../domain/offer';"],
  ['src/upstream/http/x.ts', "import { MAX_PAGES } from '../../domain/network-limits';"],
  ['src/upstream/x.ts', "import { withDeadline } from '../async/timeout';"],
  ['src/format/x.ts', "import type { RunRecord } from '../store';"],
  ['src/terminal/x.ts', "import type { SyncExecution } from '../client';"],
  ['src/store/offers/x.ts', "import { instant } from '../sql';"],
  ['src/activities/x.ts', "import { isDatabaseUnavailable } from '../store';"],
  ['src/workflows/x.ts', "import type { Activities } from '../activities';"],
  ['src/workflows/full-sync/x.ts', "import { splitBatches } from '../../domain/network-limits';"],
  ['src/api/routes/x.ts', "import type { SyncClient } from '../../client';"],
  ['src/client.ts', "import { TASK_QUEUES } from './workflows/contract';"],
  ['src/client.ts', "import { withDeadline } from './client/deadline';"],
  ['src/client/x.ts', "import { TASK_QUEUES } from '../workflows/contract';"],
  ['src/worker.ts', "import { createActivities } from './activities';"],
  ['src/worker.ts', "import { countRequests } from './worker/metrics';"],
  ['src/local/x.ts', "import { createStore } from '../store';"],
  ['harness/x.ts', "import { startPostgres } from '../src/local/postgres';"],
  ['bench/soak/x.ts', "import { poll } from '../../harness/poll';"],
  ['test/api/x.ts', "import { poll } from '../../harness/poll';"],
  ['src/cli/processes/x.ts', "import { startService } from '../../local';"],
  ['web/src/views/today/x.tsx', "import { api } from '../../api';"],
  ['web/src/views/runs/parts/x.tsx', "import { runsTexts } from '../../../i18n/texts/runs';"],
  ['web/src/components/block/x.tsx', "import { Button } from '../controls/button';"],
  ['web/src/app/x.tsx', "import { readOffersSearch } from '../views/offers/search';"],
])('in %s, lint accepts: %s', async (file, line) => {
  expect(await problemsIn(file, line)).toEqual([]);
});
