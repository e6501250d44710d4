import type { IncomingMessage } from 'node:http';
import { type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Catalogue } from './catalogue/create-catalogue';
import { FaultsSchema } from './faults/fault';
import type { FaultPicker } from './faults/pick-effect';
import type { RequestRecords } from './record-requests';

export interface ControlDependencies {
  catalogue: Catalogue;
  records: RequestRecords;
  faults: FaultPicker;
  clock: () => number;
}

/** A status and what to send as JSON. */
export interface ControlAnswer {
  status: number;
  body: unknown;
}

const MOST_BODY_BYTES = 16 * 1024 * 1024;

const Ids = Type.Optional(Type.Array(Type.String()));

/** What `POST /sandbox/changes` takes, each list of ids and `payout`, by id, as `0.350`. */
const ChangesSchema = Type.Object(
  {
    pause: Ids,
    resume: Ids,
    block: Ids,
    remove: Ids,
    add: Ids,
    convert: Ids,
    stopConverting: Ids,
    payout: Type.Optional(Type.Record(Type.String(), Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,9})?$' }))),
  },
  { additionalProperties: false },
);

/** In this order, so that an offer that is added can be paused in the same call. */
const CHANGES = ['add', 'resume', 'pause', 'block', 'convert', 'stopConverting', 'remove'] as const;

/**
 * Answer the routes by which a person or a test steers the sandbox. They ask for no token.
 *
 * `GET /sandbox/state` tells counts, faults and seed; `GET /sandbox/truth?offers=1005,1008&at=` what is true of
 * offers at a moment (ISO 8601, now by default); `POST /sandbox/faults` replaces the faults; `POST
 * /sandbox/changes` changes offers from now on. Undefined: there is no such route.
 */
export function createControlRoutes({ catalogue, records, faults, clock }: ControlDependencies) {
  function state(): ControlAnswer {
    const { settings } = catalogue;
    const { total, inFlight, inFlightMax, byStatus } = records;
    const now = clock();
    return ok({
      sandbox: true,
      seed: settings.seed,
      churn: settings.churn,
      at: new Date(now).toISOString(),
      ...catalogue.countsAt(now),
      requests: { total, inFlight, inFlightMax, byStatus },
      faults: faults.list(),
    });
  }

  function truth(search: URLSearchParams): ControlAnswer {
    const at = search.has('at') ? Date.parse(search.get('at') ?? '') : clock();
    if (Number.isNaN(at)) return refused('at must be a time such as 2026-01-05T10:00:00Z');
    const ids = search.get('offers')?.split(',') ?? [];
    return ok({
      at: new Date(at).toISOString(),
      offers: ids.flatMap((id) => catalogue.truthAt(id, at) ?? []),
    });
  }

  function setFaults(wanted: unknown): ControlAnswer {
    if (!Value.Check(FaultsSchema, wanted)) return refused(firstFault(FaultsSchema, wanted));
    faults.set(wanted);
    return ok({ faults: faults.list() });
  }

  function change(wanted: unknown): ControlAnswer {
    if (!Value.Check(ChangesSchema, wanted)) return refused(firstFault(ChangesSchema, wanted));
    const notThere: string[] = [];
    let changed = 0;
    const note = (id: string, isChanged: boolean) => (isChanged ? (changed += 1) : notThere.push(id));
    for (const [id, payout] of Object.entries(wanted.payout ?? {})) {
      note(id, catalogue.setField(id, { payout }));
    }
    for (const kind of CHANGES) {
      for (const id of wanted[kind] ?? []) note(id, catalogue[kind](id) !== false);
    }
    return ok({ changed, notThere });
  }

  return async function serveControl(request: IncomingMessage, url: URL): Promise<ControlAnswer | undefined> {
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /sandbox/state':
        return state();
      case 'GET /sandbox/truth':
        return truth(url.searchParams);
      case 'POST /sandbox/faults':
        return withBody(request, setFaults);
      case 'POST /sandbox/changes':
        return withBody(request, change);
      default:
        return undefined;
    }
  };
}

function ok(body: unknown): ControlAnswer {
  return { status: 200, body };
}

function refused(message: string, status = 400): ControlAnswer {
  return { status, body: { statusCode: status, message } };
}

function firstFault(schema: TSchema, value: unknown): string {
  const first = Value.Errors(schema, value).First();
  return `${first?.path || 'the body'}: ${first?.message}`;
}

async function withBody(
  request: IncomingMessage,
  act: (body: unknown) => ControlAnswer,
): Promise<ControlAnswer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BODY_BYTES) return refused('the body is too large', 413);
    parts.push(part);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return refused('the body must be JSON');
  }
  return act(body);
}
