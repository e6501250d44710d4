import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/**
 * What a proxy does with the traffic:
 *
 * - `pass`: forwards everything;
 * - `stall`: accepts connections and forwards nothing in either direction until the mode changes;
 * - `reset`: resets a connection at its first byte;
 * - `cut-after`: resets a connection after this number of bytes from the server, counted from the change of mode;
 * - `cut-at`: resets a connection when one side sends `text`, and drops the text. It does so `times` times (default: 1),
 *   after it has let the text pass `skip` times. If the server sends it, the request has been executed, and its client
 *   does not learn about it.
 */
export type ProxyMode =
  | { kind: 'pass' }
  | { kind: 'stall' }
  | { kind: 'reset' }
  | { kind: 'cut-after'; bytes: number }
  | { kind: 'cut-at'; from: Side; text: string; times?: number; skip?: number };

type Side = 'client' | 'server';

/** A TCP proxy on 127.0.0.1 that injects network faults. The caller closes it. */
export interface TcpProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Connections reset since the last change of mode. */
  readonly resets: number;
  /** Change the mode, for open connections as well. */
  setMode(mode: ProxyMode): void;
  /** Close all connections and stop listening. */
  disconnect(): Promise<void>;
  /** Listen again, on the same port. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Start a proxy to a port on 127.0.0.1; `isDisconnected`: it does not listen until `reconnect`. */
export async function startTcpProxy(toPort: number, { isDisconnected = false } = {}): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const held = new Set<() => void>();
  let mode: ProxyMode = { kind: 'pass' };
  let accepted = 0;
  let resets = 0;
  let skipped = 0;

  const isSkipped = () => mode.kind === 'cut-at' && skipped++ < (mode.skip ?? 0);
  const inspect = (from: Side, reset: () => void) => {
    const mustReset = createInspector(from);
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const pass = (): void => {
          if (mode.kind === 'stall') {
            held.add(pass);
          } else if (mustReset(chunk, mode, resets) && !isSkipped()) {
            resets += 1;
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
    accepted += 1;
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
      socket.pipe(inspect(from, reset)).pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const disconnect = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  const port = await listen(0);
  if (isDisconnected) await disconnect();
  return {
    port,
    get accepted() {
      return accepted;
    },
    get resets() {
      return resets;
    },
    setMode(next) {
      mode = next;
      resets = 0;
      skipped = 0;
      const waiting = [...held];
      held.clear();
      for (const pass of waiting) pass();
    },
    disconnect,
    async reconnect() {
      await listen(port);
    },
    close: disconnect,
  };
}

/** Start a proxy to the server that a URL names; `url` is the same URL by way of the proxy. */
export async function startProxyTo(url: string): Promise<{ proxy: TcpProxy; url: string }> {
  const proxied = new URL(url);
  const proxy = await startTcpProxy(Number(proxied.port));
  proxied.port = String(proxy.port);
  return { proxy, url: proxied.href };
}

/** Inspects what one side of a connection sends, chunk by chunk: true if the connection is to be reset for it. */
function createInspector(from: Side) {
  let seen: { mode: ProxyMode; bytes: number; tail: Buffer } | undefined;
  return (chunk: Buffer, mode: ProxyMode, resets: number): boolean => {
    if (seen?.mode !== mode) seen = { mode, bytes: 0, tail: Buffer.alloc(0) };
    switch (mode.kind) {
      case 'pass':
      case 'stall':
        return false;
      case 'reset':
        return true;
      case 'cut-after':
        if (from === 'server') seen.bytes += chunk.length;
        return seen.bytes > mode.bytes;
      case 'cut-at': {
        if (from !== mode.from || resets >= (mode.times ?? 1)) return false;
        const text = Buffer.concat([seen.tail, chunk]);
        // The text may be split over two chunks.
        seen.tail = text.subarray(Math.max(0, text.length - mode.text.length + 1));
        return text.includes(mode.text);
      }
    }
  };
}
