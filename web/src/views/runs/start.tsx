import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type StartRun, useStartRun } from '../../api';
import { Button, Dialog, Problem } from '../../components';
import { useTexts } from '../../i18n';
import { runsTexts } from '../../i18n/texts/runs';
import { FULL_STATUSES } from './carry-out';
import styles from './runs.module.css';

/** The buttons that start a run. A FULL asks first, because it sends about a hundred requests. */
export function StartRuns() {
  const texts = useTexts(runsTexts);
  const [isAsking, setIsAsking] = useState(false);
  const [status, setStatus] = useState<(typeof FULL_STATUSES)[number]>('Active');
  const [maxPages, setMaxPages] = useState('');
  const navigate = useNavigate();
  const { mutate, error, isPending } = useStartRun();
  const start = (run: StartRun) => {
    mutate(run, {
      onSuccess: ({ workflowId, runId }) =>
        void navigate({ to: '/runs/$workflowId/$runId', params: { workflowId, runId } }),
      onSettled: () => setIsAsking(false),
    });
  };
  const startFull = () =>
    start({
      kind: 'full',
      body: {
        ...(status !== 'Active' && { status }),
        ...(maxPages !== '' && { maxPages: Number(maxPages) }),
      },
    });
  return (
    <div className={styles.start}>
      <Button kind="main" disabled={isPending} onClick={() => start({ kind: 'high' })}>
        {texts.startHigh}
      </Button>
      <Button disabled={isPending} onClick={() => setIsAsking(true)}>
        {texts.startFull}
      </Button>
      <Button disabled={isPending} onClick={() => start({ kind: 'refresh' })}>
        {texts.startRefresh}
      </Button>
      {error !== null && <Problem error={error} />}
      <Dialog
        title={texts.fullTitle}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <Button kind="main" disabled={isPending} onClick={startFull}>
            {texts.start}
          </Button>
        }
      >
        <p>{texts.fullText}</p>
        <label className={styles.field}>
          {texts.fullStatus}
          <select
            value={status}
            onChange={({ target }) =>
              setStatus(FULL_STATUSES.find((each) => each === target.value) ?? 'Active')
            }
          >
            {FULL_STATUSES.map((each) => (
              <option key={each} value={each}>
                {each === 'any' ? texts.any : each}
              </option>
            ))}
          </select>
        </label>
        <label className={styles.field}>
          {texts.maxPages}
          <input
            type="number"
            min={1}
            max={100_000}
            value={maxPages}
            onChange={({ target }) => setMaxPages(target.value)}
          />
        </label>
      </Dialog>
    </div>
  );
}
