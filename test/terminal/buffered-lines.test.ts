import { createBufferedLines } from '../../src/terminal/buffered-lines';

test('lines are said at once; those that are held back come in their order once they are released', () => {
  const said: string[] = [];
  const lines = createBufferedLines((line) => said.push(line));

  lines.say('one');
  const release = lines.hold();
  lines.say('two');
  lines.say('three');
  expect(said).toEqual(['one']);

  release();
  lines.say('four');
  expect(said).toEqual(['one', 'two', 'three', 'four']);
});
