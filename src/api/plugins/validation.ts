import Ajv from 'ajv';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';

/**
 * Check bodies strictly, as JSON has types of its own, and turn what stands in a URL into the type that is asked for.
 *
 * A refusal names the field, also where it is one too many.
 */
export function addValidation(app: FastifyInstance): void {
  const ofUrls = new Ajv({ coerceTypes: true, useDefaults: true });
  const ofBodies = new Ajv({ useDefaults: true });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? ofBodies : ofUrls).compile(schema as object),
  );
  app.setSchemaErrorFormatter(
    ([first], part) => new Error(first === undefined ? part : wording(first, part)),
  );
}

/** Of a choice between shapes the first error is about the shape that a caller would have meant. */
function wording(
  { instancePath, message, keyword, params }: FastifySchemaValidationError,
  part: string,
): string {
  const field = `${part}${instancePath}`;
  const said = `${field} ${message ?? 'is wrong'}`;
  if (keyword === 'additionalProperties') return `${said}: ${String(params.additionalProperty)}`;
  if (keyword === 'enum') return `${said}: ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'const') return `${said}: ${String(params.allowedValue)}`;
  return said;
}
