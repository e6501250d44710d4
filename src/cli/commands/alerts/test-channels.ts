import { createScreen } from '../../../terminal/screen';
import { toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';

/** Have the worker send a test message to each of its channels. Fails if one does not accept it, or no worker answers. */
export async function testChannels({ syncs }: Service, json?: true): Promise<ExitCode> {
  const channels = await syncs.testAlerts();
  if (channels === undefined) {
    process.stderr.write(
      'No worker with channels has answered. Set ALERT_WEBHOOK_URL, SMTP_URL or ALERT_TELEGRAM_TOKEN for the worker, and restart it.\n',
    );
    return EXIT.failed;
  }
  if (json) {
    process.stdout.write(`${toSafeJson({ channels })}\n`);
  } else {
    const screen = createScreen(process.stdout);
    for (const { label, error } of channels)
      screen.print(error === null ? `ok      ${label}` : `FAILED  ${label}: ${error}`);
  }
  return channels.some(({ error }) => error !== null) ? EXIT.failed : EXIT.done;
}
