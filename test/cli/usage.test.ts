import type { Command } from 'commander';
import { runCli } from '../../harness/processes/program';
import { EXIT, EXIT_CODES_HELP } from '../../src/cli/exit-codes';
import { explainError } from '../../src/cli/explain-error';
import { createProgram } from '../../src/cli/program';

/** What is said, and the code to exit with, where a command line does not get as far as doing something. */
async function parse(commandLine: string) {
  const program = createProgram();
  let out = '';
  let err = '';
  const configure = (command: Command) => {
    command.configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) });
    command.commands.forEach(configure);
  };
  configure(program);
  const error: unknown = await program.parseAsync(commandLine.split(' '), { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { out, err, ...explainError(error) };
}

function namesOf(command: Command, before: string[] = []): string[] {
  return command.commands.flatMap((child) => {
    const name = [...before, child.name()];
    return child.commands.length > 0 ? namesOf(child, name) : [name.join(' ')];
  });
}

test.each(namesOf(createProgram()))('%s --help explains itself with an example', async (command) => {
  const { out, exitCode } = await parse(`${command} --help`);

  expect(exitCode).toBe(0);
  expect(out).toContain(`Usage: mobipium-sync ${command}`);
  expect(out).toMatch(/^Examples?:\n {2}.*mobipium-sync/m);
});

test('--help names every exit code', async () => {
  const { out } = await parse('--help');

  expect(out).toContain(EXIT_CODES_HELP);
  for (const exitCode of Object.values(EXIT)) {
    expect(EXIT_CODES_HELP).toMatch(new RegExp(`^ {2}${exitCode} `, 'm'));
  }
});

test.each([
  ['sycn full', "unknown command 'sycn'\n(Did you mean sync?)"],
  ['sync medium', "unknown command 'medium'"],
  ['sync full --max-pages 0', 'It must be a whole number from 1 to 100000.'],
  ['sync full --max-pages 1e3', 'It must be a whole number from 1 to 100000.'],
  ['sync full --concurrency 51', 'It must be a whole number from 1 to 50.'],
  ['sync full --status Gone', 'Allowed choices are Active, Paused, Blocked, any.'],
  ['sync high --max-pages 3', "unknown option '--max-pages'"],
  ['offers --converted-within soon', 'It must be a time such as 30m, 6h or 2d.'],
  ['offers --payout-min -1', 'It must be a number such as 0.35 or 12.'],
  ['offers extra', 'too many arguments'],
  ['worker --queues high-priority,low', 'It must be high-priority or full-sync-chunk'],
  ['replay', 'missing required argument'],
])('%s is wrong usage: it says what is wrong and ends with 2', async (commandLine, sentence) => {
  const { out, err, exitCode, message } = await parse(commandLine);

  expect(exitCode).toBe(2);
  expect(err).toContain(sentence);
  expect(err).toContain('--help');
  expect(out + message).toBe('');
});

test('the process itself says wrong usage on standard error, once, and ends with 2', async () => {
  const { code, stdout, output } = await runCli('sync full --max-pages 0', {});

  expect(code).toBe(2);
  expect(output.match(/It must be a whole number/g)).toHaveLength(1);
  expect(stdout).toBe('');
});
