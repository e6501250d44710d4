import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { drawNumbers } from '../../harness/random-numbers';

/** Questions that count as one kind in the figures. */
export interface Question {
  name: string;
  /** One of these is asked each time, drawn by chance. */
  paths: string[];
  /** How often it comes, against the others. */
  weight: number;
  /** Send along the ETag of the answer before to the same path, as a caller does who kept it. */
  keepsAnswers?: boolean;
}

export interface AskPlan {
  /** Where the API answers: `http://127.0.0.1:3000`. */
  url: string;
  perSecond: number;
  seconds: number;
  /** As many seconds before that do not count. */
  warmUpSeconds: number;
  questions: Question[];
}

/** What came of one kind of question. */
export interface Answers {
  name: string;
  /** From when each was due until its answer had come whole, in milliseconds. */
  tookMs: number[];
  /** How many were answered with each status; where there was no answer, by the name of the error. */
  byStatus: Record<string, number>;
}

export interface Asked {
  answers: Answers[];
  /** How long after it was due each question went out, in milliseconds: what the asker itself was late. */
  lateMs: number[];
}

/** Enough that questions do not wait for each other here, however slow the answers are. */
const CONNECTIONS = 256;

const ANSWER_WITHIN_MS = 30_000;

/**
 * Ask an API so many questions a second, however long its answers take.
 *
 * Each question has its moment, and its time is counted from there: a server that stalls is asked on, and all that
 * was due meanwhile waits, in the figures too. (A client that asks again only once it has its answer would leave out
 * just the questions that a stall hits.)
 */
export async function askSteadily(plan: AskPlan): Promise<Asked> {
  const { url, perSecond, seconds, warmUpSeconds, questions } = plan;
  const pool = new Pool(url, {
    connections: CONNECTIONS,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });
  const draw = createDraw(questions);
  const kept = new Map<string, string>();
  const asked: Asked = {
    answers: questions.map(({ name }) => ({ name, tookMs: [], byStatus: {} })),
    lateMs: [],
  };

  const ask = async (dueMs: number, counts: boolean): Promise<void> => {
    const { index, path } = draw();
    const { keepsAnswers = false } = questions[index]!;
    const etag = keepsAnswers ? kept.get(path) : undefined;
    const lateMs = performance.now() - dueMs;
    const status = await read(pool, path, etag, (fresh) => kept.set(path, fresh));
    if (!counts) return;
    const { tookMs, byStatus } = asked.answers[index]!;
    tookMs.push(performance.now() - dueMs);
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    asked.lateMs.push(lateMs);
  };

  const everyMs = 1_000 / perSecond;
  const uncounted = warmUpSeconds * perSecond;
  const all = uncounted + seconds * perSecond;
  const startMs = performance.now();
  const open = new Set<Promise<void>>();
  for (let sent = 0; sent < all;) {
    for (; sent < all && startMs + sent * everyMs <= performance.now(); sent += 1) {
      const one = ask(startMs + sent * everyMs, sent >= uncounted).finally(() => open.delete(one));
      open.add(one);
    }
    await wait(1);
  }
  await Promise.all(open);
  await pool.close();
  return asked;
}

async function read(
  pool: Pool,
  path: string,
  etag: string | undefined,
  keep: (etag: string) => void,
): Promise<string> {
  try {
    const { statusCode, headers, body } = await pool.request({
      path,
      method: 'GET',
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
    await body.arrayBuffer();
    if (typeof headers.etag === 'string') keep(headers.etag);
    return String(statusCode);
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

/** The same questions in the same order each time, in the shares of their weights. */
function createDraw(questions: Question[]): () => { index: number; path: string } {
  const next = drawNumbers(1);
  const sum = questions.reduce((before, { weight }) => before + weight, 0);
  return () => {
    let left = next() * sum;
    const index = questions.findIndex(({ weight }) => (left -= weight) < 0);
    const { paths } = questions[index]!;
    return { index, path: paths[Math.floor(next() * paths.length)]! };
  };
}
