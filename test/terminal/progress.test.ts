import { PassThrough } from 'node:stream';
import type { Progress } from '../../src/terminal/progress';
import { createProgressBar } from '../../src/terminal/progress-bar';
import { createProgressLines } from '../../src/terminal/progress-lines';

const progress: Progress = {
  kind: 'full',
  phase: 'scanning',
  pagesTotal: 1_204,
  pagesDone: 1_003,
  chunksTotal: 121,
  chunksDone: 100,
  offersMet: 20_300,
  retries: 24,
  etaSeconds: null,
};

/** A stream that looks like a terminal. Returns it and what was written. */
function createStream() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => String(stream.read()) };
}

test.each([
  ['in lines', createProgressLines, 'scanning: 1,003 of 1,204 pages, 20,300 offers, 24 retries'],
  ['in a bar', createProgressBar, '1,003/1,204 pages, 20,300 offers, 24 retries'],
] as const)('the numbers of a run have separators, %s', (_how, create, expected) => {
  const { stream, written } = createStream();
  const display = create(stream);
  display.update(progress);
  display.close(false);

  expect(written()).toContain(expected);
});
