import { isIP } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { type CertificateProblem, certificateProblem } from '../domain/certificate-problem';

/** What prevents a TLS connection. `no_tls`: the server does not use TLS. */
export type TlsProblem = CertificateProblem | 'no_tls' | 'client_certificate_required';

/**
 * `works`: the handshake succeeds. `unknown`: the server cannot be reached, or something else is wrong; a retry may help.
 */
export type TlsProbe = TlsProblem | 'works' | 'unknown';

const TIMEOUT_MS = 2_000;

/** A server that requires a client certificate may report that only after the handshake. */
const LATE_ALERT_MS = 200;

/** Node's codes for an answer that is not TLS. */
const NO_TLS = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'EPROTO'];

/** Node's codes for a server that requires a client certificate, by TLS version. */
const CLIENT_CERTIFICATE_REQUIRED = [
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
];

/** Tries a TLS handshake with a server, for at most two seconds: a gRPC error does not say why a handshake failed. */
export function probeTls(host: string, port: number, options: ConnectionOptions): Promise<TlsProbe> {
  return new Promise((resolve) => {
    const end = (result: TlsProbe) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ALPNProtocols: ['h2'], ...servername, ...options });
    let timer = setTimeout(() => end('unknown'), TIMEOUT_MS);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      timer = setTimeout(() => end('works'), LATE_ALERT_MS);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => end(explain(error)));
  });
}

function explain({ code = '' }: NodeJS.ErrnoException): TlsProbe {
  if (NO_TLS.includes(code)) return 'no_tls';
  if (CLIENT_CERTIFICATE_REQUIRED.includes(code)) return 'client_certificate_required';
  return certificateProblem(code) ?? 'unknown';
}
