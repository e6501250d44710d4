import type { IncomingMessage } from 'node:http';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { type Faults, FaultsSchema } from './faults/schema';
import type { SandboxState } from './network-api';

/** A status and a body to send as JSON. */
export interface ControlResponse {
  status: number;
  body: unknown;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;

const Ids = Type.Optional(Type.Array(Type.String()));

/** The body of `POST /sandbox/changes`: lists of ids, `payout` by id, formatted as `0.350`, and `pace` by id, 0 to 1. */
const ChangesSchema = Type.Object(
  {
    pause: Ids,
    resume: Ids,
    block: Ids,
    remove: Ids,
    add: Ids,
    convert: Ids,
    stopConverting: Ids,
    pace: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }))),
    payout: Type.Optional(Type.Record(Type.String(), Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,9})?$' }))),
  },
  { additionalProperties: false },
);

/** The order in which changes apply: an added offer can be paused in the same call. */
const CHANGES = ['add', 'resume', 'pause', 'block', 'convert', 'stopConverting', 'remove'] as const;

/**
 * Serve the routes that control the sandbox. They need no token.
 *
 * `GET /sandbox/state` returns counts, faults and the seed. `GET /sandbox/truth?offers=1005,1008&at=` returns the true
 * data of offers at a moment (ISO 8601, default: now). `POST /sandbox/faults` replaces the faults. `POST
 * /sandbox/changes` changes offers from now on, and `GET /sandbox/changes` returns what is changed. `POST /sandbox/heal`
 * removes all changes, including those of the past, and all faults. Returns undefined for any other route.
 */
export function createControlRoutes({ catalogue, requests, faults, clock }: SandboxState) {
  function state(): ControlResponse {
    const { seed, churn } = catalogue.settings;
    const { total, inFlight, inFlightMax, byStatus } = requests.stats;
    const now = clock();
    return ok({
      sandbox: true,
      seed,
      churn,
      at: new Date(now).toISOString(),
      ...catalogue.countsAt(now),
      requests: { total, inFlight, inFlightMax, byStatus },
      faults: faults.list(),
    });
  }

  function truth(search: URLSearchParams): ControlResponse {
    const at = search.has('at') ? Date.parse(search.get('at') ?? '') : clock();
    if (Number.isNaN(at)) return rejected('at must be a time such as 2026-01-05T10:00:00Z');
    const ids = search.get('offers')?.split(',') ?? [];
    return ok({
      at: new Date(at).toISOString(),
      offers: ids.flatMap((id) => catalogue.truthAt(id, at) ?? []),
    });
  }

  function setFaults(body: Faults): ControlResponse {
    faults.set(body);
    return ok({ faults: faults.list() });
  }

  function heal(): ControlResponse {
    catalogue.reset();
    faults.set(null);
    return ok({ changes: [], faults: [] });
  }

  function change(body: Static<typeof ChangesSchema>): ControlResponse {
    const notThere: string[] = [];
    let changed = 0;
    const count = (id: string, isChanged: boolean) => (isChanged ? (changed += 1) : notThere.push(id));
    for (const [id, payout] of Object.entries(body.payout ?? {}))
      count(id, catalogue.setField(id, { payout }));
    for (const [id, pace] of Object.entries(body.pace ?? {})) count(id, catalogue.setPace(id, pace));
    for (const kind of CHANGES) {
      for (const id of body[kind] ?? []) count(id, catalogue[kind](id) !== false);
    }
    return ok({ changed, notThere });
  }

  return async function serveControl(
    request: IncomingMessage,
    url: URL,
  ): Promise<ControlResponse | undefined> {
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /sandbox/state':
        return state();
      case 'GET /sandbox/truth':
        return truth(url.searchParams);
      case 'GET /sandbox/changes':
        return ok({ changes: catalogue.changesAt(clock()) });
      case 'POST /sandbox/heal':
        return heal();
      case 'POST /sandbox/faults':
        return withBody(request, FaultsSchema, setFaults);
      case 'POST /sandbox/changes':
        return withBody(request, ChangesSchema, change);
      default:
        return undefined;
    }
  };
}

function ok(body: unknown): ControlResponse {
  return { status: 200, body };
}

function rejected(message: string, status = 400): ControlResponse {
  return { status, body: { statusCode: status, message } };
}

async function withBody<Schema extends TSchema>(
  request: IncomingMessage,
  schema: Schema,
  handle: (body: Static<Schema>) => ControlResponse,
): Promise<ControlResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return rejected(`the body is larger than ${MAX_BODY_BYTES} bytes`, 413);
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return rejected('the body must be JSON');
  }
  if (Value.Check(schema, body)) return handle(body);
  const error = Value.Errors(schema, body).First();
  return rejected(`${error?.path || 'the body'}: ${error?.message}`);
}
