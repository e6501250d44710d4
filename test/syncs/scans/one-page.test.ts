import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { runSync } from '../../../harness/run-sync';
import { startTestStack } from '../../../harness/stack';

test.each(['empty', 'refused', 'last-page', 'last-page-as-asked'] as const)(
  'a FULL of a catalogue of one page is complete at a network whose page behind the end is %s',
  async (behindEnd) => {
    const stack = await startTestStack({ sandbox: { offers: 70, convertingShare: 0.3, behindEnd } });
    try {
      const audit = await runSync(stack, 'full');

      expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], pagesRead: 1 });
      expect(audit.requests).toBe(stack.sandbox.requests.total);
      await expectCompleteMirror(stack);
    } finally {
      await stack.stop();
    }
  },
);
