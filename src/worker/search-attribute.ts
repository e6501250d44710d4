import { type Client, isGrpcServiceError } from '@temporalio/client';
import { ConfigError } from '../config';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

/** gRPC status codes. */
const GRPC = { invalidArgument: 3, permissionDenied: 7, unimplemented: 12 };

/**
 * Check that a search attribute is registered as a keyword: otherwise the tasks of a workflow that sets it would fail.
 *
 * If the server does not let this client list search attributes, runs are counted by the attribute instead. That does not
 * show its type.
 *
 * @throws {ConfigError} with the command that registers it.
 */
export async function assertSearchAttribute(
  { connection, options: { namespace } }: Pick<Client, 'connection' | 'options'>,
  name: string,
): Promise<void> {
  const isRegistered = await isKeyword(connection, namespace, name).catch((error: unknown) => {
    if (!hasCode(error, GRPC.permissionDenied, GRPC.unimplemented)) throw error;
    return canBeQueried(connection, namespace, name);
  });
  if (isRegistered) return;
  throw new ConfigError([
    `TEMPORAL_OUTCOME_ATTRIBUTE names a search attribute that the namespace does not have as a Keyword; create it: temporal operator search-attribute create --name ${name} --type Keyword`,
  ]);
}

async function isKeyword(
  { operatorService }: Client['connection'],
  namespace: string,
  name: string,
): Promise<boolean> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return Number(customAttributes[name]) === KEYWORD;
}

async function canBeQueried(
  { workflowService }: Client['connection'],
  namespace: string,
  name: string,
): Promise<boolean> {
  try {
    await workflowService.countWorkflowExecutions({ namespace, query: `${name} = 'completed'` });
    return true;
  } catch (error) {
    if (!hasCode(error, GRPC.invalidArgument)) throw error;
    return false;
  }
}

function hasCode(error: unknown, ...codes: number[]): boolean {
  return isGrpcServiceError(error) && codes.includes(Number(error.code));
}
