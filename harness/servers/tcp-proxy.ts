import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/**
 * How a proxy treats what goes over it:
 *
 * - `pass`: it hands all of it on;
 * - `stall`: half open. It takes connections and hands nothing on, to either side, until it passes again;
 * - `reset`: it resets a connection as soon as anything is said on it;
 * - `cut-after`: it resets a connection once so many bytes of the server's answers have gone over it from now on;
 * - `cut-at`: it resets a connection as soon as one side says this text, and keeps the text to itself; `times`, 1 by
 *   default, is how often it does so, after it has let it pass `skip` times. From the server, what was asked for has been
 *   done by then, and nobody is told.
 */
export type ProxyMode =
  | { kind: 'pass' }
  | { kind: 'stall' }
  | { kind: 'reset' }
  | { kind: 'cut-after'; bytes: number }
  | { kind: 'cut-at'; from: Side; text: string; times?: number; skip?: number };

type Side = 'client' | 'server';

/** A way to a server that a test can break. Whoever lends it calls `close`. */
export interface TcpProxy {
  readonly port: number;
  /** How many connections it has taken so far. */
  readonly accepted: number;
  /** How many connections the manner that holds now has reset. */
  readonly resets: number;
  /** Treat what comes from now on like this, on open connections too. */
  setMode(manner: ProxyMode): void;
  /** End all that goes over it, and take no more: nobody listens on its port. */
  disconnect(): Promise<void>;
  /** Take connections again, on the same port. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Lend a proxy on 127.0.0.1 to a port there; `isCut`: nobody can use it until it is mended. */
export async function startTcpProxy(toPort: number, { isCut = false } = {}): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const held = new Set<() => void>();
  let manner: ProxyMode = { kind: 'pass' };
  let taken = 0;
  let struck = 0;
  let spared = 0;

  const isSpared = () => manner.kind === 'cut-at' && spared++ < (manner.skip ?? 0);
  const watch = (from: Side, reset: () => void) => {
    const look = createLook(from);
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const pass = (): void => {
          if (manner.kind === 'stall') {
            held.add(pass);
          } else if (look(chunk, manner, struck) && !isSpared()) {
            struck += 1;
            reset();
          } else {
            done(null, chunk);
          }
        };
        pass();
      },
    });
  };
  const server = createServer((near) => {
    taken += 1;
    const far = connect(toPort, '127.0.0.1');
    const reset = () => {
      near.resetAndDestroy();
      far.destroy();
    };
    for (const [socket, other, from] of [
      [near, far, 'client'],
      [far, near, 'server'],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(watch(from, reset)).pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  const port = await listen(0);
  if (isCut) await cut();
  return {
    port,
    get accepted() {
      return taken;
    },
    get resets() {
      return struck;
    },
    setMode(wanted) {
      manner = wanted;
      struck = 0;
      spared = 0;
      const waiting = [...held];
      held.clear();
      for (const pass of waiting) pass();
    },
    disconnect: cut,
    async reconnect() {
      await listen(port);
    },
    close: cut,
  };
}

/** Lend a proxy to the server that a URL names; and the same URL, by way of the proxy. */
export async function startProxyTo(url: string): Promise<{ proxy: TcpProxy; url: string }> {
  const over = new URL(url);
  const line = await startTcpProxy(Number(over.port));
  over.port = String(line.port);
  return { proxy: line, url: over.href };
}

/** Looks at what one side of one connection says, piece by piece: true where the connection is to be reset for it. */
function createLook(from: Side) {
  let seen: { manner: ProxyMode; bytes: number; tail: Buffer } | undefined;
  return (chunk: Buffer, manner: ProxyMode, struck: number): boolean => {
    if (seen?.manner !== manner) seen = { manner, bytes: 0, tail: Buffer.alloc(0) };
    switch (manner.kind) {
      case 'pass':
      case 'stall':
        return false;
      case 'reset':
        return true;
      case 'cut-after':
        if (from === 'server') seen.bytes += chunk.length;
        return seen.bytes > manner.bytes;
      case 'cut-at': {
        if (from !== manner.from || struck >= (manner.times ?? 1)) return false;
        const text = Buffer.concat([seen.tail, chunk]);
        // As much as the text's beginning could be, whose end is still to come.
        seen.tail = text.subarray(Math.max(0, text.length - manner.text.length + 1));
        return text.includes(manner.text);
      }
    }
  };
}
