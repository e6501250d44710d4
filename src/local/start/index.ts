import { openWithCleanup } from '../../async/cleanup';
import { assertApiProtected, type Config } from '../../config';
import { createScreen } from '../../terminal/screen';
import { openPortsFile } from '../ports-file';
import { lockDirectory } from '../process/locks';
import { resolvePort } from '../process/ports';
import { sourceFolder } from '../running-file';
import { startServers } from '../servers';

/**
 * Start the whole service on this machine: the servers that the settings leave open, then migrations, API, worker and
 * schedules, and a first FULL if none has completed recently. The last line that it prints is the address to open; on a
 * terminal, typing `o` opens it.
 *
 * The ports of what it starts are kept for the next start. A port that another program uses is replaced by the next free
 * one above it, unless the settings name it.
 * The sandbox and the network never share data: each has a folder of its own in `DATA_DIR`.
 *
 * Resolves once everything answers. The caller must call `stop`, which closes everything in reverse order.
 *
 * @throws {ConfigError} if the API would be open to other machines without a key, or the settings of Temporal are invalid.
 * @throws {DirectoryInUseError} if another `start` uses the folder.
 * @throws {PortInUseError} if a port that the settings name is taken.
 */
export function startService(config: Config, signal: AbortSignal) {
  // Fail before anything is started.
  assertApiProtected(config);
  if (config.temporal.isChosen) loadClient().temporalOptions(config.temporal);
  const screen = createScreen(process.stdout);
  const print = (line: string) => screen.print(line);
  let hasAnnouncedStop = false;
  const announceStop = () => {
    if (!hasAnnouncedStop) print('Stopping.');
    hasAnnouncedStop = true;
  };
  signal.addEventListener('abort', announceStop, { once: true });
  return openWithCleanup(async (cleanup) => {
    const directory = sourceFolder(
      config.dataDir,
      config.upstream.token === undefined ? 'sandbox' : 'network',
    );
    // If this process is root, PostgreSQL runs as another user, which must be able to enter the folder, but not list it.
    cleanup.defer('data folder', lockDirectory(directory, 0o711));
    if (config.api.isPortChosen) await resolvePort({ chosen: config.api.port, setting: 'PORT' });
    const ports = openPortsFile(directory, print);

    let onExit: (error: Error) => void = () => undefined;
    const serverExited = new Promise<never>((_resolve, reject) => (onExit = reject));
    serverExited.catch(() => undefined);
    let onSpawn: () => void = () => undefined;
    const spawned = new Promise<void>((resolve) => (onSpawn = resolve));

    const starting = startServers(
      { config, directory, ports, onNotice: print, onExit, onSpawn, signal },
      cleanup,
    );
    await Promise.race([spawned, starting]);
    const { openService } = loadService();
    const { workerStopped } = await openService(
      { starting, config, directory, ports, screen, signal },
      cleanup,
    );
    // For a stop without the signal, as when the worker fails.
    cleanup.defer('notice', announceStop);
    return { stopped: Promise.race([workerStopped, serverExited]) };
  });
}

// Loaded after the servers have been spawned: it takes a second of processor time, and so do they, on another core.
function loadService() {
  return require('./service') as typeof import('./service');
}

function loadClient() {
  return require('../../client') as typeof import('../../client');
}
