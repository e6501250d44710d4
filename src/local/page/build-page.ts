import { buildPage } from './build';

/** The step of `npm run build` that builds the page. */
buildPage().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
