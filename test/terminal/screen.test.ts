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
    'second line, which is longer than the bar was before it, and so long that a terminal of 80 columns wraps it',
  );
  await wait(500);
  const shown = renderTerminal(written());
  expect(shown.slice(0, 3)).toEqual([
    'before',
    'first line',
    expect.stringMatching(/^second line, .* wraps it$/),
  ]);
  expect(shown.slice(3)).toEqual([expect.stringMatching(/^ {2}scanning \[==-{18}\] 1\/10 pages, 0 offers$/)]);

  display.update(scanning(10));
  screen.print('last line');
  display.close(true);
  screen.print('after');

  expect(renderTerminal(written()).slice(3)).toEqual([
    'last line',
    expect.stringMatching(/^ {2}done \[={20}\] 10\/10 pages, 0 offers$/),
    'after',
    '',
  ]);
});

test('in a pipe, progress is plain lines, one for each tenth', () => {
  const { stream, written } = createOutput(false);
  const screen = createScreen(stream);
  const display = screen.openDisplay();
  display.update(scanning(1));
  display.update(scanning(1));
  screen.print('a line with \x1b[31mcolour');
  display.update(scanning(2));
  display.close(true);

  expect(written()).toBe(
    '  scanning: 1 of 10 pages, 0 offers\na line with colour\n  scanning: 2 of 10 pages, 0 offers\n',
  );
});
