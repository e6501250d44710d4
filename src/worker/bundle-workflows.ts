import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const WORKFLOWS = join(__dirname, '../workflows');

/**
 * Bundles the workflows, and returns the code. Takes a second or two of processor time, and some 100 MiB that the process
 * keeps.
 *
 * @param isTraced whether the workflows record spans.
 */
export async function bundleWorkflows(isTraced: boolean): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    workflowInterceptorModules: isTraced
      ? [require.resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')]
      : [],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}
