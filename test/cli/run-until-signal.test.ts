import { CleanupError, openWithCleanup } from '../../src/async/cleanup';
import { explainError } from '../../src/cli/explain-error';
import { runUntilSignal } from '../../src/cli/processes/run-until-signal';
import { ServerExitedError } from '../../src/local';

const closeFails = new Error('Process 12 cannot be terminated.');

/** A service whose PostgreSQL fails to stop. */
function openService(stopped?: Promise<void>) {
  return openWithCleanup((cleanup) => {
    cleanup.defer('PostgreSQL', () => Promise.reject(closeFails));
    return Promise.resolve(stopped === undefined ? {} : { stopped });
  });
}

test('what fails to stop after a signal is reported', async () => {
  const running = runUntilSignal(() => openService());
  process.emit('SIGTERM');
  await expect(running).rejects.toThrow(CleanupError);
  expect(explainError(await running.catch((error: unknown) => error))).toEqual({
    message: 'Not everything was stopped: failed to close PostgreSQL: Process 12 cannot be terminated.',
    exitCode: 1,
  });
});

test('a failure of the service is reported with what fails to stop because of it', async () => {
  const failure = new ServerExitedError('The Temporal server exited unexpectedly.');
  const error: unknown = await runUntilSignal(() => openService(Promise.reject(failure))).catch(
    (e: unknown) => e,
  );
  expect(explainError(error).message.split('\n')).toEqual([
    failure.message,
    'Not everything was stopped: failed to close PostgreSQL: Process 12 cannot be terminated.',
  ]);
});

test('a start that a signal aborts ends without an error, unless something that it opened stays open', async () => {
  const abort = (open: (signal: AbortSignal) => Promise<never>) => {
    const running = runUntilSignal(open);
    process.emit('SIGINT');
    return running;
  };
  const whenAborted = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  await expect(abort(whenAborted)).resolves.toBeUndefined();
  await expect(
    abort((signal) =>
      openWithCleanup(async (cleanup) => {
        cleanup.defer('PostgreSQL', () => Promise.reject(closeFails));
        return whenAborted(signal);
      }),
    ),
  ).rejects.toThrow('failed to close PostgreSQL');
});
