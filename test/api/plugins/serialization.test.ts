import type { FastifyReply } from 'fastify';
import { buildApp } from '../../../src/api/app';
import type { SyncClient } from '../../../src/client';
import type { Store } from '../../../src/store';

test('routes share the serializers of equal schemas, and have their own for what differs', async () => {
  // No route is called that reads from them.
  const app = buildApp({ store: {} as Store, syncs: {} as SyncClient });
  const replies: FastifyReply[] = [];
  app.addHook('onRequest', (_request, reply, done) => {
    replies.push(reply);
    done();
  });
  try {
    for (const url of ['/api/offers?limit=x', '/api/watchlist?limit=x']) {
      expect((await app.inject(url)).statusCode).toBe(400);
    }
    const [offers, watchlist] = replies.map(
      (reply) => (status: string) => reply.getSerializationFunction(status),
    );

    for (const status of ['400', '401', '503']) {
      expect(offers?.(status)).toEqual(expect.any(Function));
      expect(offers?.(status)).toBe(watchlist?.(status));
    }
    expect(offers?.('400')).toBe(offers?.('503'));
    expect(offers?.('200')).not.toBe(watchlist?.('200'));
    expect(offers?.('200')).not.toBe(offers?.('400'));
  } finally {
    await app.close();
  }
});
