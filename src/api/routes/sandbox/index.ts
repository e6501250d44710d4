import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { HttpError, notFound } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { EmptySchema, NoBodySchema, nullable, responses } from '../../schemas';
import { createSandboxControl, type SandboxControl } from './control';
import { faultOf, nameFault } from './faults';
import { ChangedOfferSchema, FaultBodySchema, OfferBodySchema, SandboxSchema } from './schema';

const MAX_IDS_SHOWN = 100;

interface SandboxRouteOptions {
  reads: Reads;
  /** Undefined: the API does not know the address of the network. */
  networkUrl: string | undefined;
}

/** A few actions on the sandbox that this mirror mirrors. No other network is ever called. */
export const sandboxRoutes: FastifyPluginCallbackTypebox<SandboxRouteOptions> = (
  app,
  { reads, networkUrl },
  done,
) => {
  /** @throws {HttpError} 404 if the mirror has another source, 409 if the API does not know the sandbox's address. */
  const locate = async (): Promise<SandboxControl> => {
    const source = await reads.readSource();
    // The sandbox has no TLS, so an https address is that of a real network.
    const isHttp = networkUrl?.startsWith('http://') ?? false;
    if (source === 'sandbox') {
      if (isHttp) return createSandboxControl(networkUrl!);
      throw new HttpError(
        409,
        "The API does not know the sandbox's address. Set MOBIPIUM_API_URL to it, as for the worker.",
      );
    }
    // A worker that runs apart from its sandbox names it by its host.
    if (isHttp && new URL(networkUrl!).host === source) return createSandboxControl(networkUrl!);
    throw notFound(`This mirror is of ${source ?? 'no network yet'}, not of the sandbox.`);
  };

  const readSandbox = async (sandbox: SandboxControl) => {
    const [state, changes] = await Promise.all([sandbox.readState(), sandbox.readChanges()]);
    const { offers, active, converting, faults } = state;
    const idsOf = (isIn: (change: (typeof changes)[number]) => boolean) =>
      changes
        .filter(isIn)
        .map(({ offerId }) => offerId)
        .slice(0, MAX_IDS_SHOWN);
    return {
      ...{ offers, active, converting },
      faults: faults.map(nameFault),
      paused: idsOf(({ status }) => status === 'Paused' || status === 'Blocked'),
      silent: idsOf(({ pace }) => pace === 0),
      changed: changes.length,
    };
  };

  /** The offer that shows an effect soonest. @throws {HttpError} 409 if there is none. */
  const chooseOffer = async (sandbox: SandboxControl): Promise<string> => {
    const [{ offers }, changes] = await Promise.all([
      reads.listOffers({ onList: true, sortBy: 'score', sortOrder: 'desc', limit: MAX_IDS_SHOWN }),
      sandbox.readChanges(),
    ]);
    const changed = new Set(changes.map(({ offerId }) => offerId));
    const chosen = offers.find(({ offerId }) => !changed.has(offerId));
    if (chosen !== undefined) return chosen.offerId;
    throw new HttpError(
      409,
      'The ConversionList has no offer that was not changed already. Wait for the first FULL, or heal the sandbox.',
    );
  };

  app.get(
    '',
    {
      schema: {
        operationId: 'getSandbox',
        tags: ['sandbox'],
        summary: 'Get the state of the sandbox',
        description:
          'What is broken in the sandbox that this mirror mirrors. 404 for the mirror of a real network.',
        querystring: EmptySchema,
        response: responses({ 200: SandboxSchema }, 404, 409),
      },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      return readSandbox(await locate());
    },
  );

  const changes = [
    {
      path: 'pause',
      operationId: 'pauseSandboxOffer',
      summary: 'Pause an offer in the sandbox',
      change: (sandbox: SandboxControl, offerId: string) => sandbox.pauseOffer(offerId),
    },
    {
      path: 'stop-conversions',
      operationId: 'stopSandboxConversions',
      summary: 'Stop the conversions of an offer in the sandbox',
      change: (sandbox: SandboxControl, offerId: string) => sandbox.stopConversions(offerId),
    },
  ];
  for (const { path, operationId, summary, change } of changes) {
    app.post(
      `/${path}`,
      {
        schema: {
          operationId,
          tags: ['sandbox'],
          summary,
          description: 'The next HIGH finds out. Idempotent for a given offer.',
          querystring: EmptySchema,
          body: nullable(OfferBodySchema),
          response: responses({ 200: ChangedOfferSchema }, 404, 409, 413, 415),
        },
      },
      async (request) => {
        const sandbox = await locate();
        await sandbox.readState();
        const offerId = request.body?.offerId ?? (await chooseOffer(sandbox));
        if (!(await change(sandbox, offerId))) throw notFound(`The sandbox has no offer ${offerId}.`);
        return { offerId, offerName: (await reads.readOffer(offerId))?.offerName ?? null };
      },
    );
  }

  app.post(
    '/faults',
    {
      schema: {
        operationId: 'injectSandboxFault',
        tags: ['sandbox'],
        summary: 'Inject a fault into the sandbox',
        description: 'Replaces the fault that was injected before. Idempotent.',
        querystring: EmptySchema,
        body: FaultBodySchema,
        response: responses({ 200: SandboxSchema }, 404, 409, 413, 415),
      },
    },
    async (request) => {
      const sandbox = await locate();
      await sandbox.readState();
      await sandbox.setFaults([faultOf(request.body.fault)]);
      return readSandbox(sandbox);
    },
  );

  app.post(
    '/heal',
    {
      schema: {
        operationId: 'healSandbox',
        tags: ['sandbox'],
        summary: 'Heal the sandbox',
        description: 'Removes every fault and every change that was made by hand. Idempotent.',
        querystring: EmptySchema,
        body: NoBodySchema,
        response: responses({ 200: SandboxSchema }, 404, 409, 413, 415),
      },
    },
    async () => {
      const sandbox = await locate();
      await sandbox.readState();
      await sandbox.heal();
      return readSandbox(sandbox);
    },
  );
  done();
};
