import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../../domain/is-loopback';

/** Each connection holds about 20 KB and a file descriptor. Processes usually have 1,024 descriptors for everything. */
const MAX_CONNECTIONS = 800;

/** Connections above the limit that only liveness may use, so that a crowd does not make a supervisor restart the process. */
const RESERVED_CONNECTIONS = 50;

/** A supervisor's request takes milliseconds; anything else must not hold a reserved connection. */
const RESERVED_TIMEOUT_MS = 2_000;

/** A quarter of all: one address cannot take the API away from the others. */
const MAX_CONNECTIONS_PER_ADDRESS = 200;

/** The limits of the open connections of one server. */
export interface ConnectionLimits {
  /** Applies the limits to a server that does not listen yet. */
  applyTo: (server: Server) => void;
  /** Whether a connection is above the limits, so that only liveness may use it. */
  isReserved: (socket: Socket) => boolean;
}

/**
 * Bounds the open connections: in total, and from one address unless it is a trusted proxy.
 *
 * Liveness of this machine has the reserved connections also if its own address has used up the limit.
 */
export function createConnectionLimits(isTrustedProxy: (address: string) => boolean): ConnectionLimits {
  const openByAddress = new Map<string, number>();
  const reserved = new WeakSet<Socket>();
  let open = 0;

  const accept = (socket: Socket): void => {
    const { remoteAddress = '' } = socket;
    const address = addressOf(socket);
    const ofAddress = openByAddress.get(address) ?? 0;
    const isAboveOwnLimit = ofAddress >= MAX_CONNECTIONS_PER_ADDRESS && !isTrustedProxy(remoteAddress);
    const reservedForAddress = isLoopback(remoteAddress.replace(/^::ffff:/, '')) ? RESERVED_CONNECTIONS : 0;
    if (isAboveOwnLimit && ofAddress >= MAX_CONNECTIONS_PER_ADDRESS + reservedForAddress) {
      socket.destroy();
      return;
    }
    open += 1;
    openByAddress.set(address, ofAddress + 1);
    if (isAboveOwnLimit || open > MAX_CONNECTIONS) {
      reserved.add(socket);
      setTimeout(() => socket.destroy(), RESERVED_TIMEOUT_MS).unref();
    }
    socket.once('close', () => {
      open -= 1;
      const left = (openByAddress.get(address) ?? 1) - 1;
      if (left === 0) openByAddress.delete(address);
      else openByAddress.set(address, left);
    });
  };
  return {
    applyTo(server) {
      server.maxConnections = MAX_CONNECTIONS + RESERVED_CONNECTIONS;
      server.on('connection', accept);
    },
    isReserved: (socket) => reserved.has(socket),
  };
}
/**
 * Closes the connection after a response with the status 401 or 429, one to liveness, and any on a reserved connection: a
 * connection that bears no key does not stay open. Register it before all other hooks.
 */
export function closeAnonymousConnections(
  app: FastifyInstance,
  isReserved: (socket: Socket) => boolean,
): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { isLiveness = false } = request.routeOptions.config;
    if (isLiveness || [401, 429].includes(reply.statusCode) || isReserved(request.raw.socket)) {
      void reply.header('connection', 'close');
    }
    done();
  });
}

/** The address of a connection's other end; for IPv6 its /64 network, which usually belongs to one client. */
export function addressOf({ remoteAddress = '' }: Socket): string {
  return normalizeIP(remoteAddress);
}

/** Creates a check whether an address is in a list of addresses and ranges: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
export function createTrustedProxies(ranges: readonly string[]): (address: string) => boolean {
  // It is called several times for each request, and a check creates objects.
  if (ranges.length === 0) return () => false;
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
