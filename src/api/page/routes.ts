import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { HttpError } from '../plugins/problems';
import { allowOnly } from '../plugins/security-headers';

/** The addresses of the page's views. The page itself reads the rest of the address. */
const VIEWS = [
  '/',
  '/offers',
  '/offers/:offerId',
  '/runs',
  '/runs/:workflowId/:runId',
  '/schedules',
  '/alerts',
  '/queues',
];

/** The names of files contain a hash of their content, so a browser keeps them forever. */
const ASSET_OPTIONS = { immutable: true, maxAge: '1y', index: false } as const;

/** Files and requests of this API only, nothing inline. */
const HELMET = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: allowOnly({
      'base-uri': ["'self'"],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'img-src': ["'self'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
    }),
  },
};

export interface PageOptions {
  /** The folder of the built page, which may appear or change later. Undefined: there is no page. */
  folder: string | undefined;
}

/**
 * Serves the page and its files. They contain no data, so they need no key.
 *
 * The page refers to its files relative to its base, which is the root of this API as seen from the address of the view:
 * it also works below a path of a reverse proxy.
 */
export const pageRoutes: FastifyPluginAsyncTypebox<PageOptions> = async (app, { folder }) => {
  const config = { isPublic: true };
  for (const url of VIEWS) {
    app.get(url, { schema: { hide: true }, config, helmet: HELMET }, async (request, reply) => {
      const html = await readPage(folder);
      return reply
        .type('text/html; charset=utf-8')
        .send(html.replace('href="./"', `href="${rootOf(request.url)}"`));
    });
  }
  if (folder === undefined) return;
  await app.register(fastifyStatic, { serve: false, preCompressed: true });
  app.get(
    '/assets/:file',
    {
      schema: { hide: true, params: Type.Object({ file: Type.String({ pattern: '^[\\w-][\\w.-]*$' }) }) },
      config,
    },
    ({ params }, reply) =>
      reply.header('vary', 'accept-encoding').sendFile(params.file, join(folder, 'assets'), ASSET_OPTIONS),
  );
};

/** The path from an address to the root: `./` for `/offers`, `../` for `/offers/3790`. */
function rootOf(url: string): string {
  const { length } = url.split('?')[0]!.split('/').slice(2);
  return length === 0 ? './' : '../'.repeat(length);
}

/** Read for each request: the page may have been built again. */
async function readPage(folder: string | undefined): Promise<string> {
  try {
    if (folder !== undefined) return await readFile(join(folder, 'index.html'), 'utf8');
  } catch {
    // It is not built.
  }
  throw new HttpError(
    503,
    'The page is not built. From source, `npm start` builds it in a few seconds; otherwise run `npm run build`. The API answers without it.',
  );
}
