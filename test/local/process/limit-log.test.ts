import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../../harness/poll';
import { limitLog } from '../../../src/local/process/limit-log';

test('the log of a running program stays small and keeps its last whole lines', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-log-'));
  const file = join(folder, 'server.log');
  const descriptor = openSync(file, 'ax+', 0o600);
  const end = limitLog(descriptor, { maxBytes: 20_000, keptBytes: 2_000, checkEveryMs: 5 });
  const program = spawn('sh', ['-c', 'i=0; while :; do i=$((i + 1)); echo "line $i of the program"; done'], {
    stdio: ['ignore', descriptor, descriptor],
  });
  try {
    const lastNumber = () =>
      Number(/line (\d+) of the program\n$/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
    await poll('the program has written 20 times the limit', () => lastNumber() > 20_000);
    program.kill('SIGKILL');
    await once(program, 'exit');
    await poll('the log is small', () => statSync(file).size <= 20_000);

    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => !/^line \d+ of the program$/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(50);
  } finally {
    program.kill('SIGKILL');
    end();
    end();
    rmSync(folder, { recursive: true });
  }
});
