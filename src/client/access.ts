import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { Config } from '../config';
import { temporalOptions } from './connection';
import { CALL_TIMEOUT_MS } from './deadline';
import { probeTls, type TlsProbe } from './probe-tls';

/** gRPC status codes with which a server refuses a client. A retry cannot help. */
const GRPC = { notFound: 5, permissionDenied: 7, unimplemented: 12, unavailable: 14, unauthenticated: 16 };

const DEFAULT_PORT = 7233;

interface Problem {
  found: string;
  advice: string;
}

const ACCESS_DENIED: Problem = {
  found: 'access denied',
  advice: 'Check TEMPORAL_API_KEY or the client certificate, and their rights in this namespace.',
};

const REFUSALS: Record<number, Problem> = {
  [GRPC.permissionDenied]: ACCESS_DENIED,
  [GRPC.unauthenticated]: ACCESS_DENIED,
  [GRPC.unimplemented]: { found: 'this is not a Temporal server', advice: 'Check TEMPORAL_ADDRESS.' },
};

/** What is wrong if the settings turn TLS on. */
const TLS_PROBLEMS: Record<Exclude<TlsProbe, 'works' | 'unknown'>, Problem> = {
  no_tls: {
    found: 'the server does not use TLS',
    advice:
      'Set TEMPORAL_TLS=false if that is intended. Otherwise check TEMPORAL_ADDRESS. An API key turns TLS on.',
  },
  client_certificate_required: {
    found: 'the server requires a client certificate',
    advice: 'Set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.',
  },
  unknown_authority: {
    found: 'the certificate of the server is not signed by a known authority',
    advice: 'Set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the certificate of its authority.',
  },
  other_name: {
    found: 'the certificate of the server is for another host name',
    advice: 'Set TEMPORAL_TLS_SERVER_NAME to the name in the certificate, or correct TEMPORAL_ADDRESS.',
  },
  not_valid_now: {
    found: 'the certificate of the server has expired or is not valid yet',
    advice: 'Renew it, or correct the clock of this machine.',
  },
};

const TLS_REQUIRED: Problem = {
  found: 'the server requires TLS',
  advice: 'Set TEMPORAL_TLS=true.',
};

/** The Temporal server cannot be used with these settings: a retry cannot help. */
export class TemporalAccessError extends Error {
  override name = 'TemporalAccessError';
  /** What is wrong, without the server's address. */
  readonly found: string;
  /** What to do about it. */
  readonly advice: string;

  /** @param location The server and the namespace, such as `localhost:7233, namespace default`. */
  constructor(location: string, { found, advice }: Problem) {
    super(`The Temporal server at ${location}: ${found}. ${advice}`);
    this.found = found;
    this.advice = advice;
  }
}

/**
 * Check that the Temporal server accepts this client and has its namespace.
 *
 * @throws the error of the call; {@link findAccessError} explains it.
 */
export async function assertNamespace({ connection, workflowService, options }: Client): Promise<void> {
  const { namespace } = options;
  await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
    workflowService.describeNamespace({ namespace }),
  );
}

/**
 * Find out whether an error of a call means that a setting or the server must be changed. Undefined: a retry can help.
 */
export async function findAccessError(
  error: unknown,
  settings: Config['temporal'],
): Promise<TemporalAccessError | undefined> {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  if (!isGrpcServiceError(cause)) return undefined;
  const problem = await findProblem(Number(cause.code), settings);
  return problem && new TemporalAccessError(describeServer(settings), problem);
}

/** The address of the Temporal server and the namespace: `localhost:7233, namespace default`. */
export function describeServer(settings: Config['temporal']): string {
  const { connectionOptions, namespace } = temporalOptions(settings);
  return `${connectionOptions.address ?? `localhost:${DEFAULT_PORT}`}, namespace ${namespace}`;
}

async function findProblem(code: number, settings: Config['temporal']): Promise<Problem | undefined> {
  if (code === GRPC.notFound) {
    const { namespace } = temporalOptions(settings);
    return {
      found: 'no such namespace',
      advice: `Check TEMPORAL_NAMESPACE, or create it: temporal operator namespace create --namespace ${namespace}`,
    };
  }
  return code === GRPC.unavailable ? findTlsProblem(settings) : REFUSALS[code];
}

async function findTlsProblem(settings: Config['temporal']): Promise<Problem | undefined> {
  const { address = 'localhost', tls } = temporalOptions(settings).connectionOptions;
  const { hostname, port } = new URL(`tcp://${address}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const portNumber = port === '' ? DEFAULT_PORT : Number(port);
  if (tls === undefined || tls === null || tls === false) {
    const probe = await probeTls(host, portNumber, { rejectUnauthorized: false });
    return probe === 'works' || probe === 'client_certificate_required' ? TLS_REQUIRED : undefined;
  }
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : tls;
  const probe = await probeTls(host, portNumber, {
    ...(serverNameOverride && { servername: serverNameOverride }),
    ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
    ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  });
  return probe === 'works' || probe === 'unknown' ? undefined : TLS_PROBLEMS[probe];
}
