import { isGrpcServiceError } from '@temporalio/client';
import { orTimeout } from '../../../async/timeout';
import type { Service } from '../../service/open';
import { fine, type Finding, GRPC, TIMEOUT_MS, wrong } from './finding';

/**
 * Check that the worker version of the settings is the current one: new runs start on the current version only.
 * Undefined: workers are not versioned, or the Temporal server cannot be reached.
 */
export async function checkWorkerVersion({ config, temporal }: Service): Promise<Finding | undefined> {
  const { workerVersion } = config.temporal;
  if (workerVersion === undefined) return undefined;
  const { deploymentName, buildId } = workerVersion;
  const { namespace } = temporal.options;
  try {
    const { workerDeploymentInfo } = await orTimeout(
      temporal.workflowService.describeWorkerDeployment({ namespace, deploymentName }),
      TIMEOUT_MS,
    );
    const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
    if (current === buildId) return fine(`${deploymentName} ${buildId} is current`);
    return wrong(
      `${current ?? 'no version'} of ${deploymentName} is current, not ${buildId}: it gets no new runs`,
      `Run \`temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}\`.`,
    );
  } catch (error) {
    if (!isGrpcServiceError(error) || Number(error.code) !== GRPC.notFound) return undefined;
    return wrong(
      `no worker of ${deploymentName} has polled yet`,
      'Start `mobipium-sync worker` with the same settings.',
    );
  }
}
