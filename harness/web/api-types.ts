import { buildApp } from '../../src/api';
import { createCleanupStack } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openClients } from '../../src/local/clients';

const HEADER = '// Generated from the OpenAPI document of the API by `npm run web:schema`. Do not edit.\n\n';

/** Settings of an API that answers no request for data. */
const NO_SERVERS = { DATABASE_URL: 'postgresql://127.0.0.1:9/none', TEMPORAL_ADDRESS: '127.0.0.1:9' };

/** Generates the types in `web/src/api/schema.ts` from the OpenAPI document of the API. Needs no servers. */
export async function generateApiTypes(): Promise<string> {
  const { default: generate, astToString } = await import('openapi-typescript');
  return HEADER + astToString(await generate(await readDocument()));
}

async function readDocument(): Promise<string> {
  const cleanup = createCleanupStack();
  try {
    const app = buildApp(openClients(readConfig(NO_SERVERS), cleanup));
    cleanup.defer('API', () => app.close());
    return (await app.inject('/docs/json')).body;
  } finally {
    await cleanup.closeAll();
  }
}
