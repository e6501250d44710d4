import accepts from '@fastify/accepts';
import type { FastifyInstance } from 'fastify';
import { ATOM_TYPE, toAtom } from './atom';
import { CSV_TYPE, nameCsvFile, toCsv } from './csv';
import { negotiateFormat } from './negotiate';

/**
 * Writes JSON responses as the client wants them: indented for a browser, lists as CSV and events as
 * an Atom feed on request, otherwise compact. Each ends with a line break, so that a terminal's prompt starts on a line of its own.
 *
 * Register it after the ETags, which are about the content, and before compression.
 */
export function addFormats(app: FastifyInstance): void {
  void app.register(accepts);
  app.addHook('onSend', (request, reply, payload, done) => {
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
    if (typeof payload !== 'string' || payload === '' || !isJson) {
      done(null, payload);
      return;
    }
    const format = negotiateFormat(request);
    const { table, feed } = request.routeOptions.config;
    if (format === 'atom' && feed !== undefined && reply.statusCode === 200) {
      void reply.type(ATOM_TYPE);
      done(null, toAtom(request, JSON.parse(payload), feed));
      return;
    }
    if (format === 'csv' && table !== undefined && reply.statusCode === 200) {
      void reply.type(CSV_TYPE).header('content-disposition', nameCsvFile(table));
      const { columns } = request.query as { columns?: string[] };
      done(null, toCsv(JSON.parse(payload), table, { columns }));
      return;
    }
    done(null, `${format === 'pretty' ? JSON.stringify(JSON.parse(payload), null, 2) : payload}\n`);
  });
}
