import { fillMirror } from '../../harness/mirror/fill-mirror';
import { createCleanupStack } from '../../src/async/cleanup';
import { migrate } from '../../src/store/migrations/migrate';
import { type Figure } from '../figures';
import { answerFigures } from '../load/answer-figures';
import { askElsewhere } from '../load/ask-elsewhere';
import { startApi } from '../programs/start-api';
import type { Servers } from '../programs/start-servers';
import { describeOfferQuestions } from './offer-questions';

/** A mirror of some size, and how soon a page of it has to be answered, in milliseconds. */
export interface ReadsTrial {
  offers: number;
  p99Reach: number;
}

/** The sizes that the contract names. */
export const READS: ReadsTrial[] = [
  { offers: 12_000, p99Reach: 20 },
  { offers: 1_000_000, p99Reach: 100 },
];

const PER_SECOND = 100;
const SECONDS = 60;
const WARM_UP_SECONDS = 15;

/** What an answer takes that costs nothing, here and now: the rest is the machine's, and the asking's. */
const NEXT_TO_NOTHING = { name: 'liveness, for comparison', paths: ['/api/health'], weight: 1 };

/** Measure `GET /api/offers` with every filter and sort over HTTP, in a mirror of that size. */
export async function measureReads(
  servers: Servers,
  { offers, p99Reach }: ReadsTrial,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const cleanup = createCleanupStack();
  try {
    const database = `reads_${offers}`;
    await servers.postgres.ensureDatabase(database);
    const databaseUrl = servers.postgres.url(database);
    tell(`filling a mirror with ${offers} offers`);
    if ((await migrate(databaseUrl)).length > 0) await fillMirror(databaseUrl, offers);

    const { url } = await startApi(
      { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: servers.temporalAddress },
      cleanup,
    );
    const questions = [...(await describeOfferQuestions(databaseUrl)), NEXT_TO_NOTHING];
    tell(`${PER_SECOND} pages of it a second, for ${SECONDS} s`);
    const asked = await askElsewhere({
      url,
      perSecond: PER_SECOND,
      seconds: SECONDS,
      warmUpSeconds: WARM_UP_SECONDS,
      questions,
    });
    return answerFigures(`${offers} offers`, asked, { p99AtMost: p99Reach });
  } finally {
    await cleanup.closeAll();
  }
}
