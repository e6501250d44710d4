import { lastConversionAt } from './conversions';
import { draw } from './draw';
import { drawFields } from './draw-offer';
import { idOfPosition } from './offer-ids';
import type { ScriptedChanges } from './scripted-changes';
import type { CatalogueSettings } from './settings';
import type { OfferState, Timeline } from './timeline';
import { toWireAge } from './to-wire-age';
import { type NetworkRow, toWireRow } from './to-wire-row';
import type { OfferFields, OfferTruth } from './truth';

const TOPIC = { style: 10 } as const;

/** An offer beyond the initial population is absent until a script adds it. */
const NOT_YET_ADDED: OfferState = { present: false, status: 'Active', converting: false };

/** The true data of each offer at each moment: the timeline, changed by the script. Offers are identified by position. */
export function createOfferHistory(
  settings: CatalogueSettings,
  timeline: Timeline,
  changes: ScriptedChanges,
) {
  const { seed, epoch } = settings;
  const hasConversionsInTime = !timeline.isFrozen || settings.conversions === 'random';
  const styleOf = (position: number) => draw(seed, TOPIC.style, position);

  const naturalStateAt = (position: number, timeMs: number) =>
    position < timeline.population ? timeline.stateAt(position, timeMs) : NOT_YET_ADDED;

  function stateAt(position: number, timeMs: number): OfferState {
    const natural = naturalStateAt(position, timeMs);
    const scripted = changes.at(position, timeMs);
    if (scripted === undefined) return natural;
    const { present = natural.present, status = natural.status, convertedAtMs } = scripted;
    return {
      present,
      status,
      converting: convertedAtMs === undefined ? natural.converting : convertedAtMs !== null,
    };
  }

  function fieldsAt(position: number, timeMs: number): OfferFields {
    const period = timeline.periodAt(position, timeMs);
    const natural = drawFields(seed, position, period, idOfPosition(seed, position));
    return { ...natural, ...changes.at(position, timeMs)?.fields };
  }

  /** The moment of the last conversion, in ms. Null: the offer has no conversion. */
  function convertedAt(position: number, timeMs: number): number | null {
    const scripted = changes.at(position, timeMs)?.convertedAtMs;
    if (scripted !== undefined) return scripted;
    if (!naturalStateAt(position, timeMs).converting) return null;
    // In a frozen catalogue no offer converts again. Its ages at the epoch are the same for every epoch.
    return hasConversionsInTime
      ? lastConversionAt(settings, position, timeMs, changes.pacesOf(position, timeMs))
      : epoch + lastConversionAt(settings, position, 0);
  }

  function conversionAgeMsAt(position: number, timeMs: number): number | null {
    return ageMsOf(convertedAt(position, timeMs), timeMs);
  }

  function truthAt(position: number, timeMs: number): OfferTruth {
    const lastConvertedAtMs = convertedAt(position, timeMs);
    const ageMs = ageMsOf(lastConvertedAtMs, timeMs);
    return {
      ...fieldsAt(position, timeMs),
      offerId: idOfPosition(seed, position),
      status: stateAt(position, timeMs).status,
      lastConvertedAtMs,
      lastConvAgeSeconds: ageMs === null ? null : toWireAge(ageMs / 1_000, styleOf(position)).seconds,
    };
  }

  function rowAt(position: number, timeMs: number): NetworkRow {
    const truth = truthAt(position, timeMs);
    return toWireRow(truth, ageMsOf(truth.lastConvertedAtMs, timeMs), styleOf(position));
  }

  return { stateAt, fieldsAt, conversionAgeMsAt, truthAt, rowAt };
}

/** Null for an offer without a conversion. Zero also at a moment before the conversion of a frozen catalogue. */
function ageMsOf(convertedAtMs: number | null, timeMs: number): number | null {
  return convertedAtMs === null ? null : Math.max(0, timeMs - convertedAtMs);
}

export type OfferHistory = ReturnType<typeof createOfferHistory>;
