import { BlockList, isIPv6, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './problems';

/** Each connection holds about 20 KB and a file descriptor. Processes usually have 1,024 descriptors for everything. */
const MAX_CONNECTIONS = 800;

/** Connections above the limit that only liveness may use, so that a crowd does not make a supervisor restart the process. */
const RESERVED_CONNECTIONS = 50;

/** A supervisor's request takes milliseconds; anything else must not hold a reserved connection. */
const RESERVED_TIMEOUT_MS = 2_000;

/** A quarter of all: one address cannot take the API away from the others. */
const MAX_CONNECTIONS_PER_ADDRESS = 200;

/**
 * Bounds the open connections: in total, and from one address unless it is a trusted proxy.
 *
 * A connection that bears no key does not stay open: a response with the status 401 or 429 closes it, as does one to
 * liveness. Register it before all other hooks.
 */
export function addConnectionLimits(
  app: FastifyInstance,
  isTrustedProxy: (address: string) => boolean,
): void {
  const openByAddress = new Map<string, number>();
  const reserved = new WeakSet<Socket>();
  let open = 0;

  app.server.maxConnections = MAX_CONNECTIONS + RESERVED_CONNECTIONS;
  app.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const ofAddress = openByAddress.get(address) ?? 0;
    if (ofAddress >= MAX_CONNECTIONS_PER_ADDRESS && !isTrustedProxy(address)) {
      socket.destroy();
      return;
    }
    open += 1;
    openByAddress.set(address, ofAddress + 1);
    if (open > MAX_CONNECTIONS) {
      reserved.add(socket);
      setTimeout(() => socket.destroy(), RESERVED_TIMEOUT_MS).unref();
    }
    socket.once('close', () => {
      open -= 1;
      const left = (openByAddress.get(address) ?? 1) - 1;
      if (left === 0) openByAddress.delete(address);
      else openByAddress.set(address, left);
    });
  });

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isPublic === true || !reserved.has(request.raw.socket)) return;
    void reply.header('retry-after', 1);
    throw new HttpError(503, 'Too many connections are open. Try again later.');
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const isAnonymous = request.routeOptions.config.isPublic === true;
    if (isAnonymous || [401, 429].includes(reply.statusCode) || reserved.has(request.raw.socket)) {
      void reply.header('connection', 'close');
    }
    done();
  });
}

/** Creates a check whether an address is in a list of addresses and ranges: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
export function createTrustedProxies(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const family = familyOf(network);
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
