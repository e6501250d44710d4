import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCanWrite, useStartRun } from '../../api';
import { Button, Dialog, Problem } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { runsTexts } from '../../i18n/texts/runs';
import { carryOutBody } from './carry-out';
import styles from './runs.module.css';

/** A sweep that refused to mark its missing offers, and the button that starts a FULL that may. */
export function RefusedSweep({ offers, params }: { offers: number; params: Record<string, unknown> }) {
  const texts = useTexts(runsTexts);
  const { number } = useFormats();
  const canWrite = useCanWrite();
  const [isAsking, setIsAsking] = useState(false);
  const navigate = useNavigate();
  const { mutate, error, isPending } = useStartRun();
  const carryOut = () =>
    mutate(
      { kind: 'full', body: carryOutBody(params) },
      {
        onSuccess: ({ workflowId, runId }) =>
          void navigate({ to: '/runs/$workflowId/$runId', params: { workflowId, runId } }),
        onSettled: () => setIsAsking(false),
      },
    );
  return (
    <section className={styles.refused}>
      <h3>▲ {texts.refusedTitle}</h3>
      <p>{texts.refusedText(number(offers))}</p>
      {canWrite && <Button onClick={() => setIsAsking(true)}>{texts.carryOut}</Button>}
      {error !== null && <Problem error={error} />}
      <Dialog
        title={texts.carryOutTitle}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <Button kind="danger" disabled={isPending} onClick={carryOut}>
            {texts.carryOutNow}
          </Button>
        }
      >
        <p>{texts.carryOutText}</p>
      </Dialog>
    </section>
  );
}
