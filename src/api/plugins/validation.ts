import Ajv from 'ajv';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';

/**
 * Validates bodies strictly, because JSON has types, and coerces values from URLs.
 *
 * Error messages name the field, including an unexpected one.
 */
export function addValidation(app: FastifyInstance): void {
  // With `strictNumbers`, Ajv would skip the bounds of a number that is not finite: `Infinity` and `1e309` would pass.
  // `verbose` adds the schema of the field to an error.
  const urlValidator = new Ajv({ coerceTypes: true, useDefaults: true, strictNumbers: false, verbose: true });
  const bodyValidator = new Ajv({ useDefaults: true, verbose: true });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? bodyValidator : urlValidator).compile(schema as object),
  );
  // A client that sends the content type with every request may have nothing to send.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, null);
    else void parseJson(request, body as string, done);
  });
  // Browsers' libraries add `_=<time>` to reads, so that no cache answers them.
  app.addHook('preValidation', (request, _reply, done) => {
    const isRead = request.method === 'GET' && request.routeOptions.config.changesState !== true;
    const query = request.query as Record<string, unknown>;
    if (isRead) delete query._;
    normalizeQuery(query, request.routeOptions.schema?.querystring as QuerySchema | undefined);
    done();
  });
  app.setSchemaErrorFormatter(
    ([first], part) => new Error(first === undefined ? part : describeError(first, part)),
  );
}

interface ParameterSchema {
  type?: string;
  enum?: readonly string[];
  pattern?: string;
  items?: ParameterSchema;
}

interface QuerySchema {
  properties?: Record<string, ParameterSchema>;
}

/** Splits lists at commas, unless their items are free text, and finds the values of enums case-insensitively. */
function normalizeQuery(query: Record<string, unknown>, { properties = {} }: QuerySchema = {}): void {
  for (const [name, schema] of Object.entries(properties)) {
    const value = query[name];
    if (schema.type === 'array' && schema.items !== undefined && value !== undefined) {
      const { items } = schema;
      const isFreeText = items.enum === undefined && items.pattern === undefined;
      const texts = [value].flat().map(String);
      query[name] = isFreeText ? texts : texts.flatMap(splitList).map((text) => findEnum(text, items));
    } else if (typeof value === 'string') {
      query[name] = findEnum(value, schema);
    }
  }
}

function splitList(text: string): string[] {
  return text.split(',').map((value) => value.trim());
}

/** The value of the enum that differs in case only; the text itself if there is none. */
function findEnum(text: string, schema: ParameterSchema): string {
  return schema.enum?.find((value) => value.toLowerCase() === text.toLowerCase()) ?? text;
}

/** The first error of a nullable body is about its object schema, which is the one that callers mean. */
function describeError(error: FastifySchemaValidationError, part: string): string {
  const { instancePath, message, keyword, params } = error;
  const field = `${part}${instancePath}`;
  const description = `${field} ${message ?? 'is wrong'}`;
  if (keyword === 'additionalProperties') return `${description}: ${String(params.additionalProperty)}`;
  if (keyword === 'enum') return `${description}: ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'const') return `${description}: ${String(params.allowedValue)}`;
  // A pattern alone does not tell a person what to write.
  if (keyword === 'pattern') {
    const { parentSchema } = error as { parentSchema?: { description?: string } };
    return [description, parentSchema?.description].filter(Boolean).join('. ');
  }
  return description;
}
