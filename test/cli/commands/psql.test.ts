import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../harness/processes/program';

test('psql prints the connection string without the password, and hands the password over in the environment', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'mobipium-psql-'));
  try {
    writeFileSync(join(bin, 'psql'), '#!/bin/sh\nprintf "%s\\n" "arguments $*" "password $PGPASSWORD"\n');
    chmodSync(join(bin, 'psql'), 0o755);
    const databaseUrl = 'postgresql://someone:se%2Fcret@db.example:5433/mirror';
    const environment = {
      DATABASE_URL: databaseUrl,
      PATH: `${bin}:${process.env.PATH}`,
    };
    const address = databaseUrl.replace(':se%2Fcret@', '@');

    expect((await runCli('psql', environment)).stdout).toBe(`${address}\n`);
    expect((await runCli('psql --password', environment)).stdout).toBe('se/cret\n');
    expect((await runCli('psql -At --command=\\l', environment)).stdout).toBe(
      `arguments ${address} -At --command=\\l\npassword se/cret\n`,
    );
  } finally {
    rmSync(bin, { recursive: true });
  }
});
