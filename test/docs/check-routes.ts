import type { Page } from './read-pages';

/** The part of an OpenAPI document that lists the routes. */
export interface RouteDocument {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

/** A route as a page mentions it. */
interface RouteCall {
  /** Undefined: the page does not state it. */
  method?: string | undefined;
  path: string;
  query: string[];
}

/** The routes that serve the API document are not in that document. */
const UNDOCUMENTED = /^\/docs(?:\/json)?$/;

/** The path of the network's API. */
const NETWORK_PATH = /^\/api\/cpa\//;

/** List the routes that a page mentions and the API lacks, including methods and parameter names. */
export function unknownRoutes(page: Page, document: RouteDocument): string[] {
  return routesOf(page).flatMap((call) => {
    const problem = problemWith(call, document);
    return problem === undefined ? [] : [`${page.path}: ${call.method ?? ''} ${call.path}: ${problem}`];
  });
}

/** List the routes in code spans and `curl` commands. */
export function routesOf({ names, commands }: Page): RouteCall[] {
  const named = names.flatMap((name) => {
    const [, method, url] = /^(?:(GET|POST|HEAD) )?(\/(?:api|metrics|docs)\b[^\s{]*)/.exec(name) ?? [];
    return url === undefined ? [] : [toCall(url, method)];
  });
  const requested = commands
    .filter((command) => command.startsWith('curl '))
    .flatMap((command) => {
      const [, url] = /https?:\/\/[^/\s'"]+(\/(?:api|metrics|docs)\b[^\s'"]*)/.exec(command) ?? [];
      const [, method = 'GET'] = /-X (\w+)/.exec(command) ?? [];
      return url === undefined ? [] : [toCall(url, method)];
    });
  return [...named, ...requested].filter(({ path }) => !NETWORK_PATH.test(path));
}

function toCall(url: string, method: string | undefined): RouteCall {
  const [path = '', query = ''] = url.split('?');
  const parameters = query.split('&').map((parameter) => parameter.split('=')[0]!);
  return { method, path, query: parameters.filter((name) => name !== '') };
}

function problemWith({ method, path, query }: RouteCall, { paths }: RouteDocument): string | undefined {
  if (UNDOCUMENTED.test(path)) return undefined;
  const matching = Object.entries(paths).filter(([known]) => fits(known.split('/'), path.split('/')));
  if (matching.length === 0) return 'no such route';
  const operations = matching.flatMap(([, methods]) => Object.entries(methods));
  const expected = operations.filter(([known]) => method === undefined || known === method.toLowerCase());
  if (expected.length === 0) return `the route has no ${method}`;
  const known = expected.flatMap(([, { parameters = [] }]) => parameters.map(({ name }) => name));
  const unknown = query.find((name) => !known.includes(name));
  return unknown === undefined ? undefined : `the route has no parameter ${unknown}`;
}

function fits(known: string[], given: string[]): boolean {
  return (
    known.length === given.length && known.every((part, at) => part === given[at] || part.startsWith('{'))
  );
}
