import { isGrpcServiceError } from '@temporalio/client';
import { orTimeout } from '../../../async/timeout';
import type { Service } from '../../service/open';
import type { Finding } from './checks';

/** A server that has not answered within this time is left out: another check reports it. */
const TIMEOUT_MS = 5_000;

const NOT_FOUND = 5;

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
    if (current === buildId)
      return { state: 'fine', found: `${deploymentName} ${buildId} is current`, advice: null };
    return {
      state: 'wrong',
      found: `${current ?? 'no version'} of ${deploymentName} is current, not ${buildId}: it gets no new runs`,
      advice: `Run \`temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}\`.`,
    };
  } catch (error) {
    if (!isGrpcServiceError(error) || Number(error.code) !== NOT_FOUND) return undefined;
    return {
      state: 'wrong',
      found: `no worker of ${deploymentName} has polled yet`,
      advice: 'Start `mobipium-sync worker` with the same settings.',
    };
  }
}
