import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound, HttpError } from './problems';

interface Route {
  segments: string[];
  methods: Set<string>;
}

/** No route has this path. */
const NOWHERE = '/not-a-path';

/** Why the router refused a request. */
const refusals = new WeakMap<IncomingMessage, FastifyError>();

/**
 * Answers a request whose URL the router refuses, such as one that cannot be decoded. The router runs no hooks for it, so it is
 * routed again, to the handler of {@link addNotFoundHandler}: its answer has all headers, and is measured like any other.
 */
export function answerAsUnknownRoute(
  error: FastifyError,
  { server, raw }: FastifyRequest,
  reply: FastifyReply,
): void {
  refusals.set(raw, error);
  raw.url = NOWHERE;
  server.routing(raw, reply.raw);
}

/** Answers 404 for an unknown path, and 405 with the allowed methods for a known one. Register it before the routes. */
export function addNotFoundHandler(app: FastifyInstance): void {
  const routes = new Map<string, Route>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const route = routes.get(url) ?? { segments: url.split('/'), methods: new Set() };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  app.setNotFoundHandler((request, reply) => {
    const refusal = refusals.get(request.raw);
    if (refusal !== undefined) throw refusal;
    const path = request.url.split('?')[0]!;
    const route = routes.get(path) ?? [...routes.values()].find((each) => matches(each, path));
    // A file that the page does not have is below a known path.
    if (route === undefined || route.methods.has(request.method))
      throw notFound(`There is no ${request.method} ${path}.`);
    const allowed = [...route.methods].join(', ');
    void reply.header('allow', allowed);
    throw new HttpError(405, `${path} does not support ${request.method}, only ${allowed}.`);
  });
}

function matches({ segments }: Route, path: string): boolean {
  const given = path.split('/');
  return (
    given.length === segments.length &&
    segments.every((segment, index) => segment.startsWith(':') || segment === given[index])
  );
}
