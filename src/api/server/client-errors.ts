import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { createProblem } from '../plugins/problems';

const PROBLEMS: Record<string, { statusCode: number; message: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    statusCode: 408,
    message: 'The request did not arrive completely within 10 seconds.',
  },
  HPE_HEADER_OVERFLOW: { statusCode: 431, message: 'The URL and the headers are larger than 16 KiB.' },
};
const NOT_HTTP = { statusCode: 400, message: 'The request is not valid HTTP.' };

/**
 * Responds to data that could not be parsed as a request, and closes the connection.
 *
 * Logs nothing: the error holds the received bytes, which may include a key.
 */
export function handleClientError(error: ConnectionError, socket: Socket): void {
  if (socket.writable) {
    const { statusCode, message } = PROBLEMS[error.code] ?? NOT_HTTP;
    const body = JSON.stringify(createProblem(statusCode, message));
    socket.write(
      `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}
