import createClient, { type Client } from 'openapi-fetch';
import { learnServerTime } from '../time';
import { ApiProblem, problemOf } from './problem';
import type { components, paths } from './schema';

/** The types of the API's JSON, by their names in its OpenAPI document: `Schemas['Offer']`. */
export type Schemas = components['schemas'];

/** Creates a client of the API. `baseUrl`: the address of the page's root. */
export function createApi(baseUrl: string, fetch = globalThis.fetch): Client<paths, 'application/json'> {
  const client = createClient<paths, 'application/json'>({
    baseUrl: baseUrl.replace(/\/$/, ''),
    fetch: (request) => fetch(request),
    // As the API documents it: separated by commas.
    querySerializer: { array: { style: 'form', explode: false } },
  });
  client.use({
    onResponse({ response }) {
      learnServerTime(response.headers.get('date'), Date.now());
    },
  });
  return client;
}

/**
 * The data of a response.
 *
 * @throws {ApiProblem} if the request was refused or failed.
 */
export async function read<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  let result: Awaited<typeof request>;
  try {
    result = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem('unreachable', undefined, '');
  }
  if (!result.response.ok) throw problemOf(result.response, result.error);
  // A 204 has no data, and its type says so.
  return result.data as T;
}

/** The client of the API that serves this page. */
export const api = createApi(typeof document === 'undefined' ? 'http://localhost' : document.baseURI);
