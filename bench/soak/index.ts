import { setTimeout as wait } from 'node:timers/promises';
import { createCleanupStack } from '../../src/async/cleanup';
import { SCHEDULE_IDS } from '../../src/client';
import { applySchedules } from '../../src/client/schedules';
import type { Figure } from '../figures';
import { answerFigures } from '../load/answer-figures';
import { askElsewhere } from '../load/ask-elsewhere';
import { describeLoadQuestions } from '../load/load-questions';
import { timeSync } from '../syncs/time-sync';
import { liveOn } from './changes';
import { makeTrouble, type Troubles } from './faults';
import { openSoakStage, type SoakStage } from './stage';
import { checkAudits, compareMirror } from './verdict';
import { growthFigures, watchGrowth } from './watch-growth';

const RHYTHM = { highEveryMs: 5_000, fullEveryMs: 60_000 };
const ASKED_PER_SECOND = 20;

/** Longer than a run that meets the last fault of all may still take. */
const ENDED_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 500;
const MINUTE_MS = 60_000;

/** A database that is away is told as just that. */
const MAY_BE_AWAY = ['503'];

/**
 * Run the service for so long under all kinds of faults at once, with a HIGH every 5 seconds and a FULL every minute in
 * a catalogue that lives on, and readers at its API. Then let all be well, run one FULL more, and hold the mirror
 * against the network, the audits against the runs, and what the processes hold against what they held before.
 */
export async function measureSoak(minutes: number, tell: (line: string) => void): Promise<Figure[]> {
  const cleanup = createCleanupStack();
  try {
    tell('all that the service consists of, and a first FULL');
    const stage = await openSoakStage(cleanup);
    await (
      await timeSync(stage, 'full')
    ).took;
    await applySchedules(stage.temporal, RHYTHM);
    const questions = await describeLoadQuestions(stage.store);

    tell(`${minutes} minutes of faults`);
    const trouble = makeTrouble(stage);
    cleanup.defer('trouble', () => trouble.stop());
    const changes = liveOn(stage.sandbox);
    cleanup.defer('changes', () => Promise.resolve(changes.stop()));
    const growth = watchGrowth({ API: stage.api, worker: stage.worker });
    cleanup.defer('looking', () => Promise.resolve(growth.stop()));
    const words = tellEveryMinute(minutes, trouble.done, tell);
    cleanup.defer('words', () => Promise.resolve(words.stop()));
    const asking = askElsewhere({
      url: stage.apiUrl,
      perSecond: ASKED_PER_SECOND,
      seconds: minutes * 60,
      warmUpSeconds: 0,
      questions,
    });
    // What trouble could not do ends the soak now, not in half an hour.
    await Promise.race([asking, trouble.ended]);
    const asked = await asking;
    words.stop();
    const held = growth.stop();
    changes.stop();
    await trouble.stop();

    tell('no more faults: the last runs end, and one FULL more');
    await endSchedules(stage);
    const atMs = stage.freeze();
    const { took } = await timeSync(stage, 'full', { status: 'any' });
    await took;
    return [
      ...troubleFigures(trouble.done),
      ...answerFigures('API', asked, { mayBe: MAY_BE_AWAY }),
      ...growthFigures(held),
      {
        what: 'programs that ended by themselves',
        unit: 'times',
        samples: [[stage.worker, stage.api].filter((program) => program.hasEnded()).length],
        reach: { atMost: 0 },
      },
      ...(await compareMirror(stage, atMs)),
      ...(await checkAudits(stage)),
    ];
  } finally {
    await cleanup.closeAll();
  }
}

function tellEveryMinute(
  minutes: number,
  done: Troubles,
  tell: (line: string) => void,
): { stop: () => void } {
  let minute = 0;
  const timer = setInterval(() => {
    minute += 1;
    tell(
      `  minute ${minute} of ${minutes}: ${done.network} faults of the network, ${done.database} of the database, ${done.worker} workers killed`,
    );
  }, MINUTE_MS);
  return { stop: () => clearInterval(timer) };
}

/** Let no schedule start anything any more, and wait until what is going has ended. */
async function endSchedules({ syncs }: SoakStage): Promise<void> {
  for (const id of Object.values(SCHEDULE_IDS)) await syncs.pauseSchedule(id, 'the soak is over');
  const deadlineMs = Date.now() + ENDED_WITHIN_MS;
  while ((await syncs.listRunning()).length > 0) {
    if (Date.now() > deadlineMs) throw new Error('a run does not end');
    await wait(LOOK_EVERY_MS);
  }
}

function troubleFigures({ network, database, worker }: Troubles): Figure[] {
  return [
    { what: 'faults of the network', unit: 'times', samples: [network] },
    { what: 'restarts of the database', unit: 'times', samples: [database] },
    { what: 'workers killed', unit: 'times', samples: [worker] },
  ];
}
