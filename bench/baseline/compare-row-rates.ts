import type { CleanupStack } from '../../src/async/cleanup';
import type { Cap, ObservedOffer } from '../../src/domain/offer';
import { applyMigrations, createStore } from '../../src/store';
import { measureInTurn } from '../in-turn';
import { mergeAll, offerNumber, OFFERS } from '../measure-merge';
import type { Measurement } from '../measurements';
import type { Servers } from '../stack';
import { openPlanDatabase, type PlanDatabase, type PlanOffer, toPlanRow, upsertRows } from './database';
import { describePlan } from './plan';

const WARM_UP_ROUNDS = 2;
const ROUNDS = 5;

/** Storing observations relative to the plan's upserts of the same offers, in turn, both from this process. */
export async function compareRowRates(
  { postgres }: Servers,
  prismaFolder: string | undefined,
  cleanup: CleanupStack,
): Promise<Measurement[]> {
  const databaseUrl = await postgres.createDatabase('baseline_rows');
  await applyMigrations(databaseUrl);
  const store = createStore({ databaseUrl });
  cleanup.defer('database', () => store.close());
  const plan = await openPlanDatabase({
    databaseUrl: await postgres.createDatabase('baseline_plan_rows'),
    prismaFolder,
  });
  cleanup.defer("the plan's database", () => plan.close());
  const planName = describePlan({ hasPrisma: prismaFolder !== undefined });

  const measurements: Measurement[] = [];
  for (const [variant, isNew] of [['new', true] as const, ['unchanged', false] as const]) {
    const createOffer = (round: number) => (index: number) =>
      offerNumber(isNew ? index + round * OFFERS : index, 0);
    const measured = await measureInTurn({
      warmUpRounds: WARM_UP_ROUNDS,
      rounds: ROUNDS,
      subject: (round) => mergeAll(store, round, createOffer(round)),
      reference: (round) => upsertAll(plan, createOffer(round)),
    });
    measurements.push({
      name: `storing ${OFFERS} observations, ${variant}, relative to the ${planName}`,
      unit: 'rows/s',
      ...measured,
      bound: { atLeast: 20 },
    });
  }
  return measurements;
}

/** Upsert all offers once, and return the throughput in rows per second. The rows are made before. */
async function upsertAll(plan: PlanDatabase, createOffer: (index: number) => ObservedOffer): Promise<number> {
  const now = new Date();
  const rows = Array.from({ length: OFFERS }, (_row, index) =>
    toPlanRow(toPlanOffer(createOffer(index)), now),
  );
  const startedMs = performance.now();
  await upsertRows(plan, rows);
  return Math.round((OFFERS * 1_000) / (performance.now() - startedMs));
}

function toPlanOffer({ offerId, offer }: ObservedOffer): PlanOffer {
  return {
    offer_id: offerId,
    offer_name: offer.offerName ?? null,
    status: offer.status ?? 'Active',
    country: offer.country ?? null,
    country_name: offer.countryName ?? null,
    carrier: offer.carrier ?? null,
    vertical: offer.vertical ?? null,
    flow: offer.flow ?? null,
    payout: offer.payout ?? null,
    currency: offer.currency ?? null,
    daily_cap: formatCap(offer.dailyCap),
    type_traffic: offer.typeTraffic ?? null,
    filled_cap: formatCap(offer.filledCap),
    last_conv: offer.lastConversion?.raw ?? null,
  };
}

function formatCap(cap: Cap | undefined): string | null {
  return cap !== undefined && 'amount' in cap ? String(cap.amount) : null;
}
