/** A second file, so that Jest runs the tests in workers. It does not end. */
test('hangs too', () => new Promise(() => undefined));
