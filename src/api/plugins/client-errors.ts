import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';

const REFUSALS: Record<string, { statusCode: number; message: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { statusCode: 408, message: 'the request did not arrive whole in time' },
  HPE_HEADER_OVERFLOW: { statusCode: 431, message: 'the URL and the headers are too large' },
};
const NO_HTTP = { statusCode: 400, message: 'the request is no HTTP' };

/**
 * Answer what never became a request, and close the connection.
 *
 * Nothing of it is logged: the error holds the bytes that came, and with them may hold a key.
 */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  if (socket.writable) {
    const { statusCode, message } = REFUSALS[error.code] ?? NO_HTTP;
    const body = JSON.stringify({ statusCode, error: STATUS_CODES[statusCode], message });
    socket.write(
      `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}
