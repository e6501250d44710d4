import { bundleWorkflows } from './bundle-workflows';

/** A process that bundles the workflows and writes the code to its output. With the argument `traced` they record spans. */
bundleWorkflows(process.argv[2] === 'traced').then(
  (code) => void process.stdout.write(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
