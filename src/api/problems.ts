import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { TemporalAwayError } from '../client';
import { isDatabaseAway, InvalidCursorError } from '../store/errors';

/** A run with other parameters is going; the message names it. */
export class OtherRunGoingError extends Error {
  override name = 'OtherRunGoingError';
  constructor(readonly workflowId: string) {
    super(`A run with other parameters is going: ${workflowId}. Wait for its end, or cancel it.`);
  }
}

/** There is nothing under that name. */
export class NotFoundError extends Error {
  override name = 'NotFoundError';
}

const NAMES: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

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
  return reply.code(statusCode).send({ statusCode, error: NAMES[statusCode] ?? error.name, message });
}

function problemOf(error: FastifyError): { statusCode: number; message: string } {
  if (error instanceof OtherRunGoingError) return { statusCode: 409, message: error.message };
  if (error instanceof NotFoundError) return { statusCode: 404, message: error.message };
  if (error instanceof InvalidCursorError) return { statusCode: 400, message: error.message };
  if (error instanceof TemporalAwayError) return { statusCode: 503, message: error.message };
  if (isDatabaseAway(error)) return { statusCode: 503, message: 'the database cannot be reached' };
  const statusCode = error.statusCode ?? 500;
  if (statusCode >= 400 && statusCode < 500) return { statusCode, message: error.message };
  return { statusCode: 500, message: 'Something went wrong here; the log says what.' };
}
