import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { isLoopback } from '../../domain/is-loopback';
import { UpstreamProxyError } from '../errors';
import type { RequestTarget } from './request-target';
import { codeOf, MAX_BODY_BYTES } from './status';

/** A host accepts a connection within milliseconds, unlike an answer, so the timeout for connecting is shorter. */
const MAX_CONNECT_TIMEOUT_MS = 10_000;

/** URLs of HTTP proxies, which may contain a password, by the scheme of the network. */
export interface Proxies {
  http?: string | undefined;
  /** Default: `http`. */
  https?: string | undefined;
  /** Hosts that are connected to directly, and their subdomains: `internal.example, other.example:8080`, or `*`. */
  except?: string | undefined;
}

interface ConnectionOptions {
  /** Maximum number of connections. */
  connections: number;
  timeoutMs: number;
  proxies?: Proxies | undefined;
}

/**
 * Opens connections to the network on demand, through its proxy if one is given. This machine is always connected to
 * directly. The caller closes them.
 *
 * A proxy must allow CONNECT, for http too. A failure to get a connection from it is an `UpstreamProxyError`.
 */
export function openConnections(
  { origin, hostname }: Pick<RequestTarget, 'origin' | 'hostname'>,
  { connections, timeoutMs, proxies }: ConnectionOptions,
): Dispatcher {
  const connect = { timeout: Math.min(timeoutMs, MAX_CONNECT_TIMEOUT_MS) };
  const options = {
    connections,
    connect,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_BODY_BYTES,
  };
  if (proxies === undefined || isLoopback(hostname)) return new Pool(origin, options);
  return new EnvHttpProxyAgent({
    ...options,
    // An empty text keeps undici from reading the variables itself.
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    noProxy: proxies.except ?? '',
    clientFactory: (proxy) => nameFailures(new Pool(proxy, { ...options, connections: null })),
  });
}

/** Makes each failure of CONNECT an `UpstreamProxyError`: undici reports a refusal only in the text of a message. */
function nameFailures(proxy: Pool): Dispatcher {
  const connect = proxy.connect.bind(proxy);
  const namedConnect = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    const data = await connect(options).catch((error: unknown) => {
      throw new UpstreamProxyError(codeOf(error));
    });
    if (data.statusCode === 200) return data;
    data.socket.on('error', () => undefined).destroy();
    throw new UpstreamProxyError(
      `HTTP ${data.statusCode}${data.statusCode === 407 ? ', it asks for a user and password' : ''}`,
    );
  };
  proxy.connect = namedConnect;
  return proxy;
}
