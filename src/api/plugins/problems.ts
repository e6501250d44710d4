import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { TemporalUnavailableError } from '../../client';
import { isDatabaseUnavailable, InvalidCursorError } from '../../store';
import { DatabaseTimeoutError } from '../reads';

/** A refusal that a route decided on, with its status and its sentence. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  constructor(
    readonly statusCode: 400 | 401 | 403 | 404 | 405 | 409 | 429,
    message: string,
  ) {
    super(message);
  }
}

/** There is nothing under that name. */
export function notFound(what: string): RefusedError {
  return new RefusedError(404, what);
}

/**
 * Turn whatever a route threw into an answer: the only place that does.
 *
 * An error that nobody planned says nothing of itself: its text may hold a secret.
 */
export function answerProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { statusCode, message } = problemOf(error);
  if (statusCode >= 500)
    request.log.error({ errorClass: error.name, code: error.code, statusCode }, 'request failed');
  return reply
    .code(statusCode)
    .type('application/json; charset=utf-8')
    .send({ statusCode, error: STATUS_CODES[statusCode] ?? 'Error', message });
}

/** The status and the sentence that an error becomes. */
export function problemOf(error: Error & { statusCode?: number; code?: string }): {
  statusCode: number;
  message: string;
} {
  if (error instanceof InvalidCursorError) return { statusCode: 400, message: error.message };
  if (error instanceof TemporalUnavailableError) return { statusCode: 503, message: error.message };
  if (error instanceof DatabaseTimeoutError || isDatabaseUnavailable(error))
    return { statusCode: 503, message: 'the database cannot be reached' };
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT')
    return { statusCode: 503, message: 'it took too long, and was given up' };
  const statusCode = error.statusCode ?? 500;
  if (statusCode >= 400 && statusCode < 500) return { statusCode, message: wordingOf(error) };
  return { statusCode: 500, message: 'Something went wrong here; the log says what.' };
}

/** Fastify says what is wrong, but not always with what. */
function wordingOf({ code, message }: { code?: string; message: string }): string {
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'content-type must be application/json';
  if (code?.startsWith('FST_ERR_CTP_')) return message.replace(/^(Request )?body/i, 'body');
  return message;
}
