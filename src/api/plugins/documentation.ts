import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { allowOnly } from './security-headers';

const DESCRIPTION = `Starts the syncs that mirror the affiliate network's catalogue, shows how they stand, and serves the mirror.

A list goes on with \`cursor\`, which is the answer's \`nextCursor\`. Times are ISO 8601 in UTC, money is a decimal number as text.
A refusal is \`{statusCode, error, message}\`, with the field at fault in the message.`;

/** Describe every route that is added later in OpenAPI 3.1, at `/docs` for people and `/docs/json` for programs. */
export function addDocumentation(app: FastifyInstance, { hasKey }: { hasKey: boolean }): void {
  void app.register(swagger, {
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      markOptional(document.openapiObject as Described);
      return document.openapiObject;
    },
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Mobipium sync', version: '1', description: DESCRIPTION },
      tags: [
        { name: 'syncs', description: 'Start runs, follow them, end them.' },
        { name: 'offers', description: 'The mirror and the ConversionList.' },
        { name: 'schedules', description: 'What runs when.' },
        { name: 'operating', description: 'What an operator looks at.' },
        { name: 'health', description: 'For whoever watches over the process.' },
      ],
      ...(hasKey && {
        components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'API_KEY' } } },
        security: [{ key: [] }],
      }),
    },
  });
  void app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: allowOnly({
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
    }),
    // Its usual frame has a bar with a logo, whose style stands within the page.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', tryItOutEnabled: true },
  });
}

/** As much of a document as says what has to be sent. */
interface Described {
  paths?: Record<string, Record<string, Operation>>;
}

interface Operation {
  parameters?: { required?: boolean; schema?: { default?: unknown } }[];
  requestBody?: {
    required?: boolean;
    content: Record<string, { schema?: { anyOf?: { type?: string }[] } }>;
  };
}

/** The plugin calls required what a handler always gets: also every body, and what has a default. */
function markOptional({ paths = {} }: Described): void {
  for (const { parameters = [], requestBody } of Object.values(paths).flatMap((path) =>
    Object.values(path),
  )) {
    for (const parameter of parameters) {
      if (parameter.schema?.default !== undefined) parameter.required = false;
    }
    // One that may be null may as well be left out.
    const choices = requestBody?.content['application/json']?.schema?.anyOf ?? [];
    if (choices.some(({ type }) => type === 'null')) requestBody!.required = false;
  }
}
