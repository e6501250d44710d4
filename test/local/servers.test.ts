import { writeFileSync } from 'node:fs';
import { createStartEnvironment } from '../../harness/processes/start-environment';
import { openWithCleanup } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openPortsFile, type PortsFile } from '../../src/local/ports-file';
import { isPortFree } from '../../src/local/process/ports';
import { startServers } from '../../src/local/servers';

const ignore = () => undefined;

test('the servers start beside each other, and one that fails ends the start of the others', async () => {
  const data = await createStartEnvironment();
  try {
    const cliPath = data.sandboxPath('temporal-that-fails');
    writeFileSync(cliPath, '#!/bin/sh\n[ "$1" = --version ] && exec echo temporal version 1\nexit 1\n', {
      mode: 0o755,
    });
    const config = readConfig({ ...data.environment, TEMPORAL_CLI_PATH: cliPath });
    const directory = data.sandboxPath();
    const file = openPortsFile(directory, ignore);
    const ready: string[] = [];
    const ports: PortsFile = { ...file, keep: (part) => void ready.push(part) };
    let readyAtSpawn: string[] = [];
    const onSpawn = () => (readyAtSpawn = [...ready]);
    const { signal } = new AbortController();

    await expect(
      openWithCleanup((cleanup) =>
        startServers(
          { config, directory, ports, onNotice: ignore, onExit: ignore, onSpawn, signal },
          cleanup,
        ),
      ),
    ).rejects.toThrow('The Temporal server did not start');

    // PostgreSQL was still creating its cluster then, and was not started afterwards.
    expect(readyAtSpawn).not.toContain('postgres');
    expect(ready).not.toContain('postgres');
    for (const part of ['postgres', 'temporal', 'sandbox'] as const)
      expect([part, await isPortFree(file.preferred(part))]).toEqual([part, true]);
  } finally {
    data.remove();
  }
});
