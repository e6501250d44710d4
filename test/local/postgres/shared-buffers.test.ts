import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../../src/local/postgres';
import { chooseSharedBuffers } from '../../../src/local/postgres/shared-buffers';
import { query } from './servers';

const GIB = 1024 ** 3;

test.each([
  [0.25 * GIB, '128MB'],
  [1 * GIB, '256MB'],
  [1.5 * GIB, '384MB'],
  [64 * GIB, '512MB'],
])('of %d bytes of memory, the server uses %s for its cache', (memory, expected) => {
  expect(chooseSharedBuffers(memory)).toBe(expected);
});

test('the server starts with it, unless its settings have another value', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-buffers-'));
  const read = async (settings: Record<string, string>) => {
    const postgres = await startPostgres({ directory, settings: { fsync: 'off', ...settings } });
    try {
      const [row] = await query<{ buffers: string }>(
        postgres.url('postgres'),
        `SELECT current_setting('shared_buffers') AS buffers`,
      );
      return row!.buffers;
    } finally {
      await postgres.stop();
    }
  };
  try {
    expect(await read({})).toBe(chooseSharedBuffers());
    expect(await read({ shared_buffers: '64MB' })).toBe('64MB');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
