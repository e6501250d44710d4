import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateService } from '../../../src/cli/service/locate';
import { readConfig } from '../../../src/config';
import { sourceFolder, writeRunningFile } from '../../../src/local/running-file';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'locate-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const intervalsOf = (settings: Record<string, string>) => {
  const { high, full } = locateService(readConfig({ DATA_DIR: dataDir, ...settings }));
  return [high.everyMs, full.everyMs];
};

test('the intervals of a running start apply, unless the settings of the terminal name others', () => {
  const folder = sourceFolder(dataDir, 'sandbox');
  mkdirSync(folder, { recursive: true });
  writeRunningFile(folder, {
    databaseUrl: 'postgresql://desk@127.0.0.1/mirror',
    temporalAddress: '127.0.0.1:7233',
    temporalNamespace: 'default',
    temporalPrefix: undefined,
    temporalUiUrl: undefined,
    isTemporalEmbedded: true,
    apiUrl: 'http://127.0.0.1:3000',
    sandboxUrl: 'http://127.0.0.1:4010',
    logFile: undefined,
    highEveryMs: 15_000,
    fullEveryMs: 600_000,
  });
  expect(intervalsOf({})).toEqual([15_000, 600_000]);
  expect(intervalsOf({ HIGH_SYNC_EVERY: '1m' })).toEqual([60_000, 600_000]);
  expect(intervalsOf({ FULL_SYNC_EVERY: '2h' })).toEqual([15_000, 7_200_000]);
});

test('without a running start the settings apply', () => {
  expect(intervalsOf({ DATABASE_URL: 'postgresql://desk@127.0.0.1/mirror' })).toEqual([120_000, 3_600_000]);
});
