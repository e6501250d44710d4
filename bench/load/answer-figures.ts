import { type Figure, percentileOf } from '../figures';
import type { Answers, Asked } from './ask-steadily';

/** What an API may answer to a question that asks for something that is there. */
const RIGHT = ['200', '304'];

export interface AnswerBounds {
  /** What 99 of 100 of all answers together have to keep to, in milliseconds; left out: it is only told. */
  p99AtMost?: number;
  /** Statuses that are right, too. */
  mayBe?: string[];
}

/**
 * The figures of what came of questions: how soon each kind was answered, all together, and what was not answered as
 * it should.
 */
export function answerFigures(
  where: string,
  { answers, lateMs }: Asked,
  { p99AtMost, mayBe = [] }: AnswerBounds = {},
): Figure[] {
  const all = answers.flatMap(({ tookMs }) => tookMs);
  const statuses = new Map<string, number>();
  for (const { byStatus } of answers) {
    for (const [status, many] of Object.entries(byStatus))
      statuses.set(status, (statuses.get(status) ?? 0) + many);
  }
  const wrong = [...statuses].filter(([status]) => ![...RIGHT, ...mayBe].includes(status));
  return [
    ...answers.flatMap((of) => timesOf(`${where}, ${of.name}`, of.tookMs)),
    ...timesOf(`${where}, all`, all, p99AtMost),
    ...mayBe.map((status): Figure => ({
      what: `${where}, answers ${status}`,
      unit: 'answers',
      samples: [statuses.get(status) ?? 0],
    })),
    {
      what: `${where}, wrong answers${wrong.map(([status, many]) => `, ${status}: ${many}`).join('')}`,
      unit: 'answers',
      samples: [wrong.reduce((sum, [, many]) => sum + many, 0)],
      reach: { atMost: 0 },
    },
    { what: `${where}, asked late, p99`, unit: 'ms', samples: [percentileOf(lateMs, 99)] },
  ];
}

function timesOf(what: string, tookMs: Answers['tookMs'], p99AtMost?: number): Figure[] {
  return [
    { what: `${what}, p50`, unit: 'ms', samples: [percentileOf(tookMs, 50)] },
    {
      what: `${what}, p99`,
      unit: 'ms',
      samples: [percentileOf(tookMs, 99)],
      ...(p99AtMost === undefined ? {} : { reach: { atMost: p99AtMost } }),
    },
  ];
}
