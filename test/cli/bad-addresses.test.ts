import { runCommand } from '../support/run-command';

const PASSWORD = 'c4n4ry-password';

test.each(['doctor', 'status', 'worker', 'migrate', 'api', 'start'])(
  '%s says of an address that cannot be read which setting it is, and nothing of it',
  async (command) => {
    const { code, output } = await runCommand(command, {
      DATABASE_URL: `postgresql://someone:${PASSWORD}@[no-host]:1/x`,
      MOBIPIUM_API_TOKEN: 'x',
    });

    expect(output).toContain('DATABASE_URL must be a postgresql:// address');
    expect(output).not.toContain(PASSWORD);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  },
);

test('a password that nobody encoded is not shown for a host and a path', async () => {
  const { output } = await runCommand('doctor', {
    DATABASE_URL: `postgresql://someone:12/${PASSWORD}@127.0.0.1:1/x`,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });

  expect(output).toMatch(/^AWAY +Database +what DATABASE_URL names cannot be reached$/m);
  expect(output).not.toContain(PASSWORD);
});
