import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { runCli, startProgram } from '../../harness/processes/program';
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from '../../src/cli/exit-codes';
import { createProgram } from '../../src/cli/program';

/** Parse a command line that runs no command. Returns what it prints, and the exit code. */
async function parse(commandLine: string) {
  const program = createProgram();
  let out = '';
  let err = '';
  const configure = (command: Command) => {
    command.configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) });
    command.commands.forEach(configure);
  };
  configure(program);
  const error: unknown = await program
    .parseAsync(commandLine.split(' '), { from: 'user' })
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof CommanderError)) throw error;
  return { out, err, exitCode: exitCodeOf(error) };
}

function commandNames(command: Command, parents: string[] = []): string[] {
  return command.commands.flatMap((child) => {
    const name = [...parents, child.name()];
    return child.commands.length > 0 ? commandNames(child, name) : [name.join(' ')];
  });
}

test.each(commandNames(createProgram()))('%s --help has an example, and fits 80 columns', async (command) => {
  const { out, exitCode } = await parse(`${command} --help`);

  expect(exitCode).toBe(0);
  expect(out).toContain(`Usage: mobipium-sync ${command}`);
  expect(out).toMatch(/^Examples?:\n {2}.*mobipium-sync/m);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };

  expect(await parse('--version')).toEqual({ out: `${version}\n`, err: '', exitCode: 0 });
});

test('--help lists every exit code', async () => {
  const { out } = await parse('--help');

  expect(out).toContain(EXIT_CODES_HELP);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  for (const exitCode of Object.values(EXIT)) {
    expect(EXIT_CODES_HELP).toMatch(new RegExp(`^ {2}${exitCode} `, 'm'));
  }
});

test.each([
  ['sycn full', "unknown command 'sycn'\n(Did you mean sync?)"],
  ['sync medium', "unknown command 'medium'"],
  ['sync full --max-pages 0', 'Expected a whole number from 1 to 100000.'],
  ['sync full --max-pages 1e3', 'Expected a whole number from 1 to 100000.'],
  ['sync full --concurrency 51', 'Expected a whole number from 1 to 50.'],
  ['sync full --status Gone', 'Allowed choices are Active, Paused, Blocked, any.'],
  ['sync high --max-pages 3', "unknown option '--max-pages'"],
  ['offers --converted-within soon', 'Expected a duration such as 30m, 6h or 2d.'],
  ['offers --payout-min -1', 'Expected a number such as 0.35 or 12.'],
  ['offers one two', 'too many arguments'],
  ['changes --limit 501', 'Expected a whole number from 1 to 500.'],
  ['changes --since 2026-13-40', 'Expected a time such as 2026-01-31'],
  ['changes --since 5x', 'Expected a duration such as 30m, 6h or 2d.'],
  ['watch --kinds lost', 'Allowed choices are new, paused'],
  ['mine add 11 --after 1m', 'Expected a duration from 5m to 30d.'],
  ['mine add', "missing required argument 'ids'"],
  ['mine add 12 --mute-for 2y', 'Expected a duration such as 30m, 6h or 2d.'],
  ['alerts mute --until 6h', '--kind, --offer or both are required'],
  ['alerts mute --offer 12 --until 2020-01-01', 'Expected a time in the future, at most 365 days ahead.'],
  ['alerts mute --offer 12 --until 366d', 'Expected a time in the future, at most 365 days ahead.'],
  ['alerts mute --offer 12 --until later', 'Expected a time such as 2026-01-31'],
  ['offers --at yesterday', 'Expected a time such as 2026-01-31'],
  ['offers --at 6h --sort-by score', 'the history does not have the values of --sort-by score'],
  ['offers 12 --country PT', '--country does not apply to a single offer'],
  ['runs --run-id 01a21861-d51a-7dea-943f-6ba15048bb33', '--run-id needs a workflow id'],
  ['runs --status gone', 'Allowed choices are running, completed, incomplete'],
  [
    'schedules pause hourly',
    'there is no schedule hourly. Expected high-priority-sync, full-sync, conversion',
  ],
  ['schedules trigger', "missing required argument 'id'"],
  ['worker --queues high-priority,low', 'Expected high-priority, full-sync-chunk, alerts'],
  ['replay', "expected a history, or '--running'"],
])('%s is wrong usage: it prints what is wrong and exits with 2', async (commandLine, sentence) => {
  const { out, err, exitCode } = await parse(commandLine);

  expect(exitCode).toBe(2);
  expect(err).toContain(sentence);
  expect(err).toContain('--help');
  expect(out).toBe('');
});

test('without a command, the help is printed to standard output', async () => {
  const { code, stdout, output } = await runCli('', {});

  expect(code).toBe(0);
  expect(stdout).toContain('Usage: mobipium-sync [options] [command]');
  expect(output).toBe(stdout);
});

test.each(['--help', 'sync full --help', 'offers --help', 'doctor --help'])(
  '%s loads only what it prints, so that it is fast',
  async (commandLine) => {
    const script = `
      const { createProgram } = require('./src/cli/program');
      const program = createProgram().configureOutput({ writeOut: () => undefined });
      program.parseAsync(${JSON.stringify(commandLine.split(' '))}, { from: 'user' }).catch(() => {
        const files = Object.keys(require.cache);
        const packages = files.flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []);
        process.stderr.write(JSON.stringify([...new Set(packages)]));
      });`;
    const started = startProgram([process.execPath, '--import', 'tsx', '-e', script], {});
    await started.ended();

    const packages = JSON.parse(started.output().slice(started.stdout().length)) as string[];
    const expected =
      /^(tsx|esbuild|commander|string-width|strip-ansi|ansi-regex|emoji-regex|is-fullwidth-code-point)$/;
    expect(packages).toContain('commander');
    expect(packages.filter((name) => !expected.test(name))).toEqual([]);
  },
);

test('the process prints wrong usage once, to standard error, and exits with 2', async () => {
  const { code, stdout, output } = await runCli('sync full --max-pages 0', {});

  expect(code).toBe(2);
  expect(output.match(/Expected a whole number/g)).toHaveLength(1);
  expect(stdout).toBe('');
});
