import type { FastifyInstance } from 'fastify';
import { notFound, RefusedError } from './problems';

interface Known {
  segments: string[];
  methods: Set<string>;
}

/** Answer 404 where there is nothing, and 405 with what is allowed where only the method is wrong. Add it before the routes. */
export function addUnknownRoutes(app: FastifyInstance): void {
  const known = new Map<string, Known>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const route = known.get(url) ?? { segments: url.split('/'), methods: new Set() };
    for (const each of [method].flat()) route.methods.add(each);
    known.set(url, route);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!;
    const route = known.get(path) ?? [...known.values()].find((each) => fits(each, path));
    if (route === undefined) throw notFound(`There is no ${request.method} ${path}.`);
    const allowed = [...route.methods].join(', ');
    void reply.header('allow', allowed);
    throw new RefusedError(405, `${path} knows no ${request.method}, only ${allowed}.`);
  });
}

function fits({ segments }: Known, path: string): boolean {
  const given = path.split('/');
  return (
    given.length === segments.length &&
    segments.every((segment, index) => segment.startsWith(':') || segment === given[index])
  );
}
