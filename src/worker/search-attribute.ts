import type { Connection } from '@temporalio/client';
import { ConfigError } from '../config';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

/**
 * Check that a search attribute is registered as a keyword: otherwise the tasks of a workflow that sets it would fail.
 *
 * @throws {ConfigError} with the command that registers it.
 */
export async function assertSearchAttribute(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
  name: string,
): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  if (Number(customAttributes[name]) === KEYWORD) return;
  throw new ConfigError([
    `TEMPORAL_OUTCOME_ATTRIBUTE names a search attribute that the namespace does not have as a Keyword; create it: temporal operator search-attribute create --name ${name} --type Keyword`,
  ]);
}
