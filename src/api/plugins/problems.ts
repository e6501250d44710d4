import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { createLogThrottle } from '../../async/log-throttle';
import { OtherMirrorError, TemporalUnavailableError } from '../../client';
import {
  FutureTimeError,
  HistoryGoneError,
  isDatabaseUnavailable,
  InvalidCursorError,
  MirrorMismatchError,
  UnknownValueError,
} from '../../store';
import { DatabaseTimeoutError } from '../reads';

/** An error response with a status and a message for the caller. */
export class HttpError extends Error {
  override name = 'HttpError';
  constructor(
    readonly statusCode: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 429 | 503,
    message: string,
  ) {
    super(message);
  }
}

/** The API has more reads than it can answer soon. This one was not begun. */
export class OverloadedError extends HttpError {
  override name = 'OverloadedError';
  constructor() {
    super(503, 'Too many reads are in progress. Try again later.');
  }
}

/** Creates a 404 with a message for the caller. */
export function notFound(message: string): HttpError {
  return new HttpError(404, message);
}

/**
 * Creates the function that converts every error into a response; the only place that does.
 *
 * Hides the message of an unexpected error, which may hold a secret. Logs server errors: while a dependency is away, one
 * line in a minute for each message, with the count of those left out.
 */
export function createErrorHandler() {
  const throttle = createLogThrottle();
  /** Undefined: the same was logged within the last minute. */
  const describeAway = (message: string) => {
    const due = throttle(message, performance.now());
    const [reason] = message.split('.');
    return due && { reason, ...due };
  };
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { statusCode, message } = toProblem(error);
    // In an overload, the metrics count the reads.
    if (statusCode >= 500 && !(error instanceof OverloadedError)) {
      const details = statusCode === 503 ? describeAway(message) : {};
      const facts = { errorClass: error.name, code: error.code, statusCode };
      if (details !== undefined) request.log.error({ ...facts, ...details }, 'request failed');
    }
    return reply
      .code(statusCode)
      .type('application/json; charset=utf-8')
      .send(createProblem(statusCode, message));
  };
}

/** The body of an error response. */
export function createProblem(statusCode: number, message: string) {
  return { statusCode, error: STATUS_CODES[statusCode] ?? 'Error', message };
}

/** The status and message of the response to an error. */
export function toProblem(error: Error & { statusCode?: number; code?: string }): {
  statusCode: number;
  message: string;
} {
  if (error instanceof HttpError) return { statusCode: error.statusCode, message: error.message };
  if (
    error instanceof InvalidCursorError ||
    error instanceof UnknownValueError ||
    error instanceof FutureTimeError
  )
    return { statusCode: 400, message: error.message };
  if (error instanceof HistoryGoneError) return { statusCode: 410, message: error.message };
  if (error instanceof TemporalUnavailableError)
    return { statusCode: 503, message: 'The Temporal server cannot be reached. Try again later.' };
  if (error instanceof OtherMirrorError) return { statusCode: 409, message: error.message };
  if (error instanceof MirrorMismatchError) return { statusCode: 503, message: error.message };
  if (error instanceof DatabaseTimeoutError || isDatabaseUnavailable(error))
    return { statusCode: 503, message: 'The database cannot be reached. Try again later.' };
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT')
    return { statusCode: 503, message: 'The request timed out after 15 seconds. Try again later.' };
  const statusCode = error.statusCode ?? 500;
  if (statusCode >= 400 && statusCode < 500) return { statusCode, message: clientErrorMessage(error) };
  return { statusCode: 500, message: 'Internal error. The log of the API has the details.' };
}

/** Names the header or the body where Fastify's own message does not. */
function clientErrorMessage({ code, message }: { code?: string; message: string }): string {
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'content-type must be application/json';
  if (code?.startsWith('FST_ERR_CTP_')) return message.replace(/^(Request )?body/i, 'body');
  return message;
}
