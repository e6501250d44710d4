import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api';
import { Button, Dialog, Problem } from '../../components';
import { useTexts } from '../../i18n';
import { schedulesTexts } from '../../i18n/texts/schedules';
import { useScheduleActions } from './actions';
import styles from './schedules.module.css';

const OUTCOMES = { started: 'triggered', skipped: 'wasSkipped', unknown: 'unknown' } as const;

/** Pause with a reason, resume, and run now. */
export function ScheduleButtons({ schedule }: { schedule: Schemas['Schedule'] }) {
  const texts = useTexts(schedulesTexts);
  const [isAsking, setIsAsking] = useState(false);
  const [note, setNote] = useState('');
  const { pause, resume, trigger } = useScheduleActions(schedule.id);
  const error = pause.error ?? resume.error ?? trigger.error;
  const triggered = trigger.data;
  return (
    <div className={styles.buttons}>
      {schedule.paused ? (
        <Button kind="main" disabled={resume.isPending} onClick={() => resume.mutate()}>
          {texts.resume}
        </Button>
      ) : (
        <Button disabled={pause.isPending} onClick={() => setIsAsking(true)}>
          {texts.pause}
        </Button>
      )}
      <Button disabled={trigger.isPending} onClick={() => trigger.mutate()}>
        {texts.trigger}
      </Button>
      <span role="status">
        {triggered !== undefined && texts[OUTCOMES[triggered.outcome]]}{' '}
        {triggered?.run != null && (
          <Link
            to="/runs/$workflowId/$runId"
            params={{ workflowId: triggered.run.workflowId, runId: triggered.run.runId }}
          >
            {texts.open}
          </Link>
        )}
      </span>
      {error !== null && <Problem error={error} />}
      <Dialog
        title={texts.pauseTitle(texts[schedule.kind])}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <Button
            kind="main"
            onClick={() => {
              setIsAsking(false);
              pause.mutate(note.trim());
            }}
          >
            {texts.pauseNow}
          </Button>
        }
      >
        <p>{texts.pauseText}</p>
        <label className={styles.field}>
          {texts.note}
          <input maxLength={500} value={note} onChange={({ target }) => setNote(target.value)} />
        </label>
      </Dialog>
    </div>
  );
}
