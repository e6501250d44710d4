import { Writable } from 'node:stream';
import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { Runtime } from '@temporalio/worker';
import pino from 'pino';
import { poll } from '../../harness/poll';
import { createLogLineStream } from '../../src/terminal/log-lines';
import { installRuntime } from '../../src/worker/runtime';

afterAll(() => Runtime.instance().shutdown());

test('the line of a failed workflow has the reason, in the log and in the terminal', async () => {
  let log = '';
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const terminal = createLogLineStream({ print, printRunEnd: print });
  installRuntime(
    pino(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          log += chunk.toString();
          terminal.write(chunk);
          done();
        },
      }),
    ),
  );
  const cause = ApplicationFailure.nonRetryable('the network refuses the token', 'TokenRefused');
  const error = new ActivityFailure(
    'Activity task failed',
    'readPage',
    '7',
    RetryState.NON_RETRYABLE_FAILURE,
    'worker',
    cause,
  );
  Runtime.instance().logger.warn('Workflow failed', { error, workflowId: 'full-sync', taskToken: 'secret' });
  // The runtime passes lines on with a delay.
  await poll('the line is logged', () => Promise.resolve(lines.length > 0));
  expect(JSON.parse(log)).toMatchObject({
    msg: 'Workflow failed',
    reason: 'the network refuses the token',
    workflowId: 'full-sync',
  });
  expect(log).not.toContain('secret');
  expect(lines).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d {2}Workflow failed: the network refuses the token$/),
  ]);
});
