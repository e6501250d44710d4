import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { createScreen } from '../../src/terminal/screen';
import { initialProgress } from '../../src/workflows/contract';

/** A terminal or pipe that keeps what was written to it. */
function createOutput(isTTY: boolean) {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  Object.assign(stream, { isTTY, columns: 80, rows: 24 });
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => written };
}

/** The lines that a terminal shows after this output: handles cursor columns and cleared lines. */
function renderTerminal(output: string): string[] {
  const lines = [''];
  let column = 0;
  for (const [token, code] of output.matchAll(/\x1b\[([?\d]*[A-Za-z])|\n|\r|[^\x1b\n\r]+/g)) {
    const line = lines.at(-1)!;
    if (token === '\n') lines.push('');
    if (token === '\n' || token === '\r' || code === '1G') column = 0;
    else if (code === '0K') lines[lines.length - 1] = line.slice(0, column);
    else if (code === '2K') lines[lines.length - 1] = '';
    else if (code === undefined) {
      lines[lines.length - 1] =
        line.slice(0, column).padEnd(column) + token + line.slice(column + token.length);
      column += token.length;
    }
  }
  return lines;
}

const scanning = (pagesDone: number) => ({
  ...initialProgress('full'),
  phase: 'scanning' as const,
  pagesTotal: 10,
  pagesDone,
});

test('lines printed while a bar is shown appear whole above it, in order', async () => {
  const { stream, written } = createOutput(true);
  const screen = createScreen(stream);
  screen.print('before');
  const display = screen.openDisplay();
  display.update(scanning(1));
  screen.print('first line');
  screen.print(
    '15:04:05  a second line, which is longer than the bar was before it and too long for a terminal of 80 columns',
  );
  await wait(500);
  const shown = renderTerminal(written());
  expect(shown.slice(0, 4)).toEqual([
    'before',
    'first line',
    '15:04:05  a second line, which is longer than the bar was before it and too long',
    '          for a terminal of 80 columns',
  ]);
  expect(shown.slice(4)).toEqual([expect.stringMatching(/^ {2}scanning \[==-{18}\] 1\/10 pages, 0 offers$/)]);

  display.update(scanning(10));
  screen.printBelow('the run has ended');
  screen.print('last line');
  display.close(true);
  screen.printBelow('after');

  expect(renderTerminal(written()).slice(4)).toEqual([
    'last line',
    expect.stringMatching(/^ {2}done \[={20}\] 10\/10 pages, 0 offers$/),
    'the run has ended',
    'after',
    '',
  ]);
});

test('an address that is too long stays whole, and a terminal without a width has 80 columns', () => {
  const { stream, written } = createOutput(true);
  Object.assign(stream, { columns: 0 });
  const address = `http://127.0.0.1:8233/${'x'.repeat(90)}`;
  createScreen(stream).print(`Temporal  ${address} and words`);

  expect(written()).toBe(`Temporal  ${address}\n          and words\n`);
});

test('in a pipe, progress is plain lines, one for each tenth', () => {
  const { stream, written } = createOutput(false);
  const screen = createScreen(stream);
  const display = screen.openDisplay();
  display.update(scanning(1));
  display.update(scanning(1));
  screen.print('a line with \x1b[31mcolour');
  screen.print(`a line of ${'many '.repeat(30)}words`);
  display.update(scanning(2));
  display.close(true);

  expect(written()).toBe(
    `  scanning: 1 of 10 pages, 0 offers\na line with colour\na line of ${'many '.repeat(30)}words\n  scanning: 2 of 10 pages, 0 offers\n`,
  );
});
