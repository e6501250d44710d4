import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TextWithCode } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { runTexts } from '../../../i18n/texts/run';
import { todayTexts } from '../../../i18n/texts/today';
import type { Trouble } from './troubles';

/** What is wrong, in a sentence, and what to do. */
export function TroubleLine({ trouble }: { trouble: Trouble }) {
  const texts = useTexts(todayTexts);
  const names = useTexts(runTexts);
  const { duration } = useFormats();
  switch (trouble.name) {
    case 'databaseAway':
      return <Line what={texts.databaseAway} toDo={texts.databaseToDo} />;
    case 'temporalAway':
      return <Line what={texts.temporalAway} toDo={texts.temporalToDo} />;
    case 'networkSilent':
      return <Line what={texts.networkSilent} toDo={texts.networkToDo} />;
    case 'mirrorStale':
      return <Line what={texts.mirrorStale} toDo={<Link to="/runs">{texts.mirrorToDo}</Link>} />;
    case 'clockBehind':
      return <Line what={texts.clockBehind(duration(trouble.seconds))} toDo={texts.clockToDo} />;
    case 'schedule':
      return (
        <Line
          what={texts.schedule(trouble.id, trouble.isMissing)}
          toDo={<TextWithCode text={texts.scheduleToDo} />}
        />
      );
    case 'overdue':
      return (
        <Line
          what={
            trouble.seconds === undefined
              ? texts.neverComplete(names[trouble.kind])
              : texts.overdue(names[trouble.kind], duration(trouble.seconds))
          }
          toDo={
            trouble.isPaused ? (
              <Link to="/schedules">{texts.resumeSchedule}</Link>
            ) : (
              <Link to="/queues">{texts.checkWorkers}</Link>
            )
          }
        />
      );
    case 'lastRun': {
      const { kind, status, reason, isTokenRefused } = trouble;
      return (
        <Line
          what={
            <>
              {texts.lastRun(names[kind], status)}
              {reason !== undefined && (
                <>
                  {texts.because}
                  <span lang="en">
                    <TextWithCode text={reason.replace(/\.$/, '')} />
                  </span>
                </>
              )}
              {texts.end}
            </>
          }
          toDo={
            isTokenRefused ? (
              texts.refusedToken
            ) : (
              <Link to="/runs" search={{ kind: [kind] }}>
                {texts.openRuns}
              </Link>
            )
          }
        />
      );
    }
  }
}

function Line({ what, toDo }: { what: ReactNode; toDo: ReactNode }) {
  const texts = useTexts(todayTexts);
  return (
    <li>
      <span aria-hidden="true">▲ </span>
      {what} <strong>{texts.howTo}</strong> {toDo}
    </li>
  );
}
