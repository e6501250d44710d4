import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { BUILT_BUNDLE } from './workflow-bundle';

/** Bundle the workflows at build time, so that production needs no bundler and starts without the wait. */
async function main(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(__dirname, '../workflows'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(BUILT_BUNDLE, code);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
