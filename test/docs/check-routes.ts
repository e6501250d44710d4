import type { Page } from './read-pages';

/** As much of an OpenAPI document as says which routes there are. */
export interface RouteDocument {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
}

/** A route as a page calls it. The method is left out where the page does not say it. */
interface Called {
  method?: string | undefined;
  path: string;
  query: string[];
}

/** For people and programs that look at the API, and so not in its own document. */
const OUTSIDE = /^\/docs(?:\/json)?$/;

/** The network's own route. */
const OF_THE_NETWORK = /^\/api\/cpa\//;

/** Every route that a page calls and the API does not have, with its method and the names of its parameters. */
export function unknownRoutes(page: Page, document: RouteDocument): string[] {
  return routesOf(page).flatMap((called) => {
    const problem = problemWith(called, document);
    return problem === undefined ? [] : [`${page.path}: ${called.method ?? ''} ${called.path}: ${problem}`];
  });
}

/** The routes that a page names in backticks, or asks with `curl`. */
export function routesOf({ names, commands }: Page): Called[] {
  const named = names.flatMap((name) => {
    const [, method, url] = /^(?:(GET|POST|HEAD) )?(\/(?:api|metrics|docs)\b[^\s{]*)/.exec(name) ?? [];
    return url === undefined ? [] : [toCalled(url, method)];
  });
  const asked = commands
    .filter((command) => command.startsWith('curl '))
    .flatMap((command) => {
      const [, url] = /https?:\/\/[^/\s'"]+(\/(?:api|metrics|docs)\b[^\s'"]*)/.exec(command) ?? [];
      const [, method = 'GET'] = /-X (\w+)/.exec(command) ?? [];
      return url === undefined ? [] : [toCalled(url, method)];
    });
  return [...named, ...asked].filter(({ path }) => !OF_THE_NETWORK.test(path));
}

function toCalled(url: string, method: string | undefined): Called {
  const [path = '', query = ''] = url.split('?');
  const parameters = query.split('&').map((parameter) => parameter.split('=')[0]!);
  return { method, path, query: parameters.filter((name) => name !== '') };
}

function problemWith({ method, path, query }: Called, { paths }: RouteDocument): string | undefined {
  if (OUTSIDE.test(path)) return undefined;
  const matching = Object.entries(paths).filter(([known]) => fits(known.split('/'), path.split('/')));
  if (matching.length === 0) return 'there is no such route';
  const operations = matching.flatMap(([, methods]) => Object.entries(methods));
  const wanted = operations.filter(([known]) => method === undefined || known === method.toLowerCase());
  if (wanted.length === 0) return `it knows no ${method}`;
  const known = wanted.flatMap(([, { parameters = [] }]) => parameters.map(({ name }) => name));
  const unknown = query.find((name) => !known.includes(name));
  return unknown === undefined ? undefined : `it has no parameter ${unknown}`;
}

function fits(known: string[], given: string[]): boolean {
  return (
    known.length === given.length && known.every((part, at) => part === given[at] || part.startsWith('{'))
  );
}
