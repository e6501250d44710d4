import { runChild } from '../../src/async/child-process';

const run = (script: string, options?: Parameters<typeof runChild>[2]) =>
  runChild(process.execPath, ['-e', script], options);

test('the result is the exit code and what was printed, also more than a pipe holds', async () => {
  const script = `process.stdout.write('x'.repeat(1e6)); process.stderr.write(process.env.WORD); process.exitCode = 3;`;

  const { exitCode, output, errors } = await run(script, { env: { WORD: 'broken' } });

  expect({ exitCode, length: output.length, errors }).toEqual({ exitCode: 3, length: 1e6, errors: 'broken' });
});

test('the signal ends the program, and its reason is thrown', async () => {
  const ending = new AbortController();
  const running = run('setInterval(() => {}, 1_000)', { signal: ending.signal });
  ending.abort(new Error('stopped'));

  await expect(running).rejects.toThrow('stopped');
  await expect(run('', { signal: ending.signal })).rejects.toThrow('stopped');
});

test('a program that cannot be started rejects', async () => {
  await expect(runChild('/no/such/program', [])).rejects.toMatchObject({ code: 'ENOENT' });
});
