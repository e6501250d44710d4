import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { SESSION_COOKIE } from '../auth/sessions';
import { DOCUMENTATION_THEME } from './documentation-theme';
import { allowOnly } from './security-headers';

const DESCRIPTION = `Starts and monitors the syncs that mirror the affiliate network's catalogue, and serves the mirror.

Lists are paginated: follow \`link\` of a response, or pass its \`nextCursor\` as \`cursor\`. \`format=csv\` or \`accept: text/csv\` returns a list as CSV. Times are ISO 8601 in UTC. Money is a decimal string.
Errors are \`{statusCode, error, message}\`; the message of a validation error names the field.`;

/** Documents every route added after it in OpenAPI 3.1: Swagger UI at `/docs`, the document at `/docs/json`. */
export function addDocumentation(app: FastifyInstance, { hasKey }: { hasKey: boolean }): void {
  void app.register(swagger, {
    // It cannot parse a relative address of a server.
    stripBasePath: false,
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        (schema.$id as string | undefined) ?? `schema-${index}`,
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      describeParameters(document.openapiObject as OpenApiDocument);
      return document.openapiObject;
    },
    openapi: {
      openapi: '3.1.0',
      // Relative to the address of this document, so that it is right below a path of a reverse proxy.
      servers: [{ url: '..', description: 'This API.' }],
      info: { title: 'Mobipium sync', version: '1', description: DESCRIPTION },
      tags: [
        { name: 'syncs', description: 'Start, follow and cancel runs.' },
        { name: 'offers', description: 'The mirror and the ConversionList.' },
        { name: 'watchlist', description: 'The offers that you run.' },
        { name: 'alerts', description: 'What was worth a message, and what is muted.' },
        { name: 'schedules', description: 'Pause, resume and trigger the schedules.' },
        {
          name: 'sandbox',
          description: 'Break the sandbox, and heal it. Only for the mirror of the sandbox.',
        },
        { name: 'operating', description: 'Queues and metrics.' },
        { name: 'session', description: 'Sign in and out in a browser.' },
        { name: 'health', description: 'Liveness and readiness.' },
      ],
      ...(hasKey && {
        components: {
          securitySchemes: {
            key: {
              type: 'http',
              scheme: 'bearer',
              description: '`API_KEY`, or `API_READ_KEY` for requests that only read.',
            },
            session: {
              type: 'apiKey',
              in: 'cookie',
              name: SESSION_COOKIE,
              description: 'The cookie of `POST /api/session`.',
            },
          },
        },
        security: [{ key: [] }, { session: [] }],
      }),
    },
  });
  // Without the slash, the page would ask for its files at absolute paths, which are wrong below a path of a proxy.
  app.addHook('onRequest', (request, reply, done) => {
    const [path, query] = request.url.split('?');
    if (path === '/docs') void reply.redirect(`docs/${query === undefined ? '' : `?${query}`}`);
    else done();
  });
  void app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: DOCUMENTATION_THEME,
    staticCSP: allowOnly({
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
    }),
    // The default layout has a logo bar with an inline style, which the content policy blocks.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', tryItOutEnabled: true },
  });
}

/** The parts of an OpenAPI document that describe parameters and bodies. */
interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>;
}

interface Operation {
  parameters?: { required?: boolean; explode?: boolean; schema?: { type?: unknown; default?: unknown } }[];
  requestBody?: {
    required?: boolean;
    content: Record<string, { schema?: { anyOf?: { type?: string }[] } }>;
  };
}

/** The plugin marks every body and every parameter with a default as required, and does not know how lists are written. */
function describeParameters({ paths = {} }: OpenApiDocument): void {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  for (const { parameters = [], requestBody } of operations) {
    for (const parameter of parameters) {
      if (parameter.schema?.default !== undefined) parameter.required = false;
      // Separated by commas.
      if (parameter.schema?.type === 'array') parameter.explode = false;
    }
    // A body that may be null may be omitted.
    const choices = requestBody?.content['application/json']?.schema?.anyOf ?? [];
    if (choices.some(({ type }) => type === 'null')) requestBody!.required = false;
  }
}
