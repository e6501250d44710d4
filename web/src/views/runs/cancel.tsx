import { useState } from 'react';
import { type RunKey, useCancelRun } from '../../api';
import { Button, Dialog, Problem } from '../../components';
import { useTexts } from '../../i18n';
import { runsTexts } from '../../i18n/texts/runs';

/** The button that cancels a run, after a question. */
export function CancelRun({ run }: { run: RunKey }) {
  const texts = useTexts(runsTexts);
  const [isAsking, setIsAsking] = useState(false);
  const { mutate, error, isPending, isSuccess } = useCancelRun();
  return (
    <div>
      <Button kind="danger" disabled={isPending || isSuccess} onClick={() => setIsAsking(true)}>
        {texts.cancel}
      </Button>
      <p role="status">{isSuccess ? texts.cancelRequested : ''}</p>
      {error !== null && <Problem error={error} />}
      <Dialog
        title={texts.cancelTitle}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <Button
            kind="danger"
            onClick={() => {
              setIsAsking(false);
              mutate(run);
            }}
          >
            {texts.cancelNow}
          </Button>
        }
      >
        <p>{texts.cancelText}</p>
      </Dialog>
    </div>
  );
}
