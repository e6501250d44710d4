import type { FastifyInstance } from 'fastify';

/** Every question is answered within 3 seconds, and Docker kills what has not ended after 10. */
const CLOSE_WITHIN_MS = 5_000;

/**
 * Let an API that is closed end soon, with what it was asked answered.
 *
 * Node closes the connections that are idle at that moment, and from then on no other: one whose question is answered
 * afterwards would stay open until its caller has been silent for 72 s, and one on which only half a question came for
 * as long as the caller likes.
 */
export function addCloseOnShutdown(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    setTimeout(() => app.server.closeAllConnections(), CLOSE_WITHIN_MS).unref();
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) void reply.header('connection', 'close');
    done();
  });
}
