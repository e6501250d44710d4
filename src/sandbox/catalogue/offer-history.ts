import { draw } from './draw';
import { lastConversionAt } from './draw-conversion';
import { drawFields } from './draw-offer';
import { idOfPosition } from './offer-ids';
import type { ScriptedChanges } from './scripted-changes';
import type { CatalogueSettings } from './settings';
import type { OfferState, Timeline } from './timeline';
import { toWireAge } from './to-wire-age';
import { type NetworkRow, toWireRow } from './to-wire-row';
import type { OfferFields, OfferTruth } from './truth';

/** The true data of each offer at each moment, including scripted changes. Offers are identified by position. */
export interface OfferHistory {
  stateAt(position: number, timeMs: number): OfferState;
  fieldsAt(position: number, timeMs: number): OfferFields;
  /** Undefined for an offer without a conversion. */
  conversionAgeMsAt(position: number, timeMs: number): number | undefined;
  truthAt(position: number, timeMs: number): OfferTruth;
  rowAt(position: number, timeMs: number): NetworkRow;
}

const TOPIC = { style: 10 } as const;

/** An offer beyond the initial population is absent until a script adds it. */
const NOT_YET_ADDED: OfferState = { present: false, status: 'Active', converting: false };

/** Apply the scripted changes on top of the timeline. */
export function createOfferHistory(
  settings: CatalogueSettings,
  timeline: Timeline,
  changes: ScriptedChanges,
): OfferHistory {
  const { seed, churn, epoch } = settings;
  const styleOf = (position: number) => draw(seed, TOPIC.style, position);

  const naturalStateAt = (position: number, timeMs: number) =>
    position < timeline.population ? timeline.stateAt(position, timeMs) : NOT_YET_ADDED;

  const history: OfferHistory = {
    stateAt(position, timeMs) {
      const natural = naturalStateAt(position, timeMs);
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
      const period = timeline.periodAt(position, timeMs);
      const natural = drawFields(seed, position, period, idOfPosition(seed, position));
      return { ...natural, ...changes.at(position, timeMs)?.fields };
    },
    conversionAgeMsAt(position, timeMs) {
      const convertedAtMs = changes.at(position, timeMs)?.convertedAtMs;
      if (convertedAtMs === null) return undefined;
      if (convertedAtMs !== undefined) return timeMs - convertedAtMs;
      if (!naturalStateAt(position, timeMs).converting) return undefined;
      const moment = churn === 0 ? epoch : timeMs;
      return moment - lastConversionAt(seed, position, moment);
    },
    truthAt(position, timeMs) {
      const ageMs = history.conversionAgeMsAt(position, timeMs);
      return {
        ...history.fieldsAt(position, timeMs),
        offerId: idOfPosition(seed, position),
        status: history.stateAt(position, timeMs).status,
        lastConvAgeSeconds: ageMs === undefined ? null : toWireAge(ageMs / 1_000, styleOf(position)).seconds,
      };
    },
    rowAt(position, timeMs) {
      const ageMs = history.conversionAgeMsAt(position, timeMs);
      return toWireRow(history.truthAt(position, timeMs), ageMs ?? null, styleOf(position));
    },
  };
  return history;
}
