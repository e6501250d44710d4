import { buildBundles } from './workflow-bundle';

/** Bundle the workflows at build time, so that production needs no bundler and starts without the wait. */
buildBundles().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
