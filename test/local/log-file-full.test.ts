import { openLogFile } from '../../src/local/log-file';

(process.platform === 'linux' ? test : test.skip)(
  'a full disk is reported once, and does not end the process',
  () => {
    const problems: string[] = [];
    // Every write to this device fails with ENOSPC.
    const log = openLogFile('/dev/full', { onProblem: (sentence) => problems.push(sentence) });
    for (let line = 0; line < 3; line += 1) log.write(`{"msg":"${'x'.repeat(5_000)}"}\n`);

    expect(problems).toEqual([
      'Cannot write the log /dev/full: no space left on device. The service continues without it.',
    ]);
  },
);
