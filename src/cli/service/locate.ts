import { type Config, readConfig, readEnvironment } from '../../config';
import { findRunningService, type RunningService } from '../../local';

/** Neither the settings nor a running `start` names the service. */
export class ServiceNotFoundError extends Error {
  override name = 'ServiceNotFoundError';
  constructor(dataDir: string) {
    super(
      `No service found: DATABASE_URL is not set, and no \`start\` is running with its data in ${dataDir}.\n` +
        'Start everything in another terminal with `npm start`, or set DATABASE_URL and TEMPORAL_ADDRESS.',
    );
  }
}

/** The settings of a service whose database is known. */
export interface ServiceConfig extends Config {
  databaseUrl: string;
  /** Undefined: unknown. */
  apiUrl: string | undefined;
  /** The sandbox that the service mirrors; undefined: it mirrors the network, or it is unknown. */
  sandboxUrl: string | undefined;
  /** Undefined: unknown. */
  logFile: string | undefined;
}

/**
 * Locate the service that a command works on: the settings, completed with the addresses and intervals of the `start`
 * that is running in this `DATA_DIR`.
 *
 * @throws {ServiceNotFoundError} if neither names a database.
 */
export function locateService(config: Config): ServiceConfig {
  const running = findMatchingService(config);
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl;
  if (databaseUrl === undefined) throw new ServiceNotFoundError(config.dataDir);
  return {
    ...config,
    databaseUrl,
    temporal: completeTemporal(config.temporal, running),
    high: completeInterval(config.high, running?.highEveryMs),
    full: completeInterval(config.full, running?.fullEveryMs),
    apiUrl: running?.apiUrl,
    sandboxUrl: running?.sandboxUrl,
    logFile: running?.logFile,
  };
}

/** Locate the service by the settings of this process. See {@link locateService}. */
export function locateCurrentService(): ServiceConfig {
  return locateService(readConfig(readEnvironment()));
}

/**
 * Locate the Temporal server, for a command that needs nothing else.
 *
 * @throws {ServiceNotFoundError} if neither the settings nor a running `start` names one.
 */
export function locateTemporal(config: Config): Config {
  return config.temporal.isChosen ? config : locateService(config);
}

/** A running service with another database than the settings name is a different service. */
function findMatchingService({ dataDir, databaseUrl, upstream }: Config): RunningService | undefined {
  const running = findRunningService(dataDir, upstream.token === undefined ? 'sandbox' : 'network');
  return databaseUrl === undefined || databaseUrl === running?.databaseUrl ? running : undefined;
}

function completeTemporal(temporal: Config['temporal'], running?: RunningService): Config['temporal'] {
  const { environment, uiUrl, isChosen, prefix } = temporal;
  const { temporalAddress, temporalNamespace, temporalPrefix, temporalUiUrl } = running ?? {};
  const isEmbedded = !isChosen && running?.isTemporalEmbedded === true;
  const found = {
    ...(temporalAddress !== undefined && { TEMPORAL_ADDRESS: temporalAddress }),
    ...(temporalNamespace !== undefined && { TEMPORAL_NAMESPACE: temporalNamespace }),
  };
  return {
    ...temporal,
    // A key, TLS settings or a profile of this terminal do not apply to the embedded server.
    environment: isChosen ? environment : { ...(!isEmbedded && environment), ...found },
    isEmbedded,
    prefix: isChosen ? prefix : prefix || (temporalPrefix ?? ''),
    uiUrl: uiUrl ?? temporalUiUrl,
  };
}

/** An interval that only the terminal of `start` was given is that of the schedules: they were not changed. */
function completeInterval<T extends Config['high'] | Config['full']>(sync: T, runningEveryMs?: number): T {
  return sync.isEveryChosen || runningEveryMs === undefined ? sync : { ...sync, everyMs: runningEveryMs };
}
