import { draw } from './draw';
import { lastConversionAt } from './draw-conversion';
import { drawFields } from './draw-offer';
import { idOfPosition } from './offer-ids';
import type { ScriptedChanges } from './scripted-changes';
import type { CatalogueSettings } from './settings';
import type { Standing, Timeline } from './timeline';
import { wordAge } from './to-wire-age';
import { type NetworkRow, wordOffer } from './to-wire-row';
import type { OfferFields, OfferTruth } from './truth';

/** What is true of each offer at each moment, scripted changes included. Offers are told by their position. */
export interface OfferHistory {
  standingAt(position: number, timeMs: number): Standing;
  fieldsAt(position: number, timeMs: number): OfferFields;
  /** Undefined where the offer has no conversion. */
  conversionAgeMsAt(position: number, timeMs: number): number | undefined;
  truthAt(position: number, timeMs: number): OfferTruth;
  rowAt(position: number, timeMs: number): NetworkRow;
}

const TOPIC = { style: 10 } as const;

/** An offer beyond the natural ones is there only once a script adds it. */
const NOT_YET_ADDED: Standing = { present: false, status: 'Active', converting: false };

/** Lay the scripted changes over the natural course of the offers. */
export function createOfferHistory(
  settings: CatalogueSettings,
  timeline: Timeline,
  changes: ScriptedChanges,
): OfferHistory {
  const { seed, churn, epoch } = settings;
  const styleOf = (position: number) => draw(seed, TOPIC.style, position);

  const naturalStandingAt = (position: number, timeMs: number) =>
    position < timeline.population ? timeline.standingAt(position, timeMs) : NOT_YET_ADDED;

  const history: OfferHistory = {
    standingAt(position, timeMs) {
      const natural = naturalStandingAt(position, timeMs);
      const scripted = changes.at(position, timeMs);
      if (scripted === undefined) return natural;
      const { present = natural.present, status = natural.status, convertedAtMs } = scripted;
      return {
        present,
        status,
        converting: convertedAtMs === undefined ? natural.converting : convertedAtMs !== null,
      };
    },
    fieldsAt(position, timeMs) {
      const slot = timeline.slotAt(position, timeMs);
      const natural = drawFields(seed, position, slot, idOfPosition(seed, position));
      return { ...natural, ...changes.at(position, timeMs)?.fields };
    },
    conversionAgeMsAt(position, timeMs) {
      const convertedAtMs = changes.at(position, timeMs)?.convertedAtMs;
      if (convertedAtMs === null) return undefined;
      if (convertedAtMs !== undefined) return timeMs - convertedAtMs;
      if (!naturalStandingAt(position, timeMs).converting) return undefined;
      const moment = churn === 0 ? epoch : timeMs;
      return moment - lastConversionAt(seed, position, moment);
    },
    truthAt(position, timeMs) {
      const ageMs = history.conversionAgeMsAt(position, timeMs);
      return {
        ...history.fieldsAt(position, timeMs),
        offerId: idOfPosition(seed, position),
        status: history.standingAt(position, timeMs).status,
        lastConvAgeSeconds: ageMs === undefined ? null : wordAge(ageMs / 1_000, styleOf(position)).seconds,
      };
    },
    rowAt(position, timeMs) {
      const ageMs = history.conversionAgeMsAt(position, timeMs);
      return wordOffer(history.truthAt(position, timeMs), ageMs ?? null, styleOf(position));
    },
  };
  return history;
}
