import type { FastifyInstance } from 'fastify';
import { notFound, HttpError } from './problems';

interface Route {
  segments: string[];
  methods: Set<string>;
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
