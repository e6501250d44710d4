import { useQuery } from '@tanstack/react-query';
import { schedulesQuery } from '../../api';
import { Block, TextWithCode } from '../../components';
import { useTexts } from '../../i18n';
import { schedulesTexts } from '../../i18n/texts/schedules';
import { ScheduleCard } from './card';
import styles from './schedules.module.css';

/** The next run of a schedule is another one every two minutes. */
const EVERY_MS = 10_000;

/** The schedules: when they run, and the buttons that pause, resume and trigger them. */
export function SchedulesView() {
  const texts = useTexts(schedulesTexts);
  const query = useQuery({ ...schedulesQuery, refetchInterval: EVERY_MS });
  return (
    <>
      <h1 className="hidden">{texts.title}</h1>
      <Block
        title={texts.title}
        query={query}
        isEmpty={({ schedules }) => schedules.length === 0}
        empty={<TextWithCode text={texts.empty} />}
      >
        {({ schedules }) => (
          <div className={styles.cards}>
            {schedules.map((schedule) => (
              <ScheduleCard key={schedule.id} schedule={schedule} />
            ))}
          </div>
        )}
      </Block>
    </>
  );
}
