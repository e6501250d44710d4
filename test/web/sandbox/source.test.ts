import { mayBeSandbox } from '../../../web/src/app/sandbox/source';

test.each([
  ['sandbox', true],
  ['127.0.0.1:4010', true],
  ['[::1]:4010', true],
  ['affiliates.mobipium.com', false],
  ['sandbox.example', false],
  [null, false],
  [undefined, false],
])('the source %p may be the sandbox: %p', (source, expected) => expect(mayBeSandbox(source)).toBe(expected));
