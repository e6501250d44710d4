import { createCatalogueIndex } from './catalogue-index';
import { type ListQuestion, createOfferList } from './list-offers';
import { createOfferHistory } from './offer-history';
import { idOfPosition, positionOfId } from './offer-ids';
import { type ScriptedState, createScriptedChanges } from './scripted-changes';
import { type CatalogueSettings, POSITION_RANGE, completeSettings } from './settings';
import { createTimeline } from './timeline';
import type { NetworkRow } from './to-wire-row';
import type { OfferFields, OfferTruth } from './truth';

/**
 * The living catalogue. What is true at a moment follows from the settings, the moment and the scripted changes
 * up to it alone, never from what was asked before. Times are in ms since 1970.
 *
 * A scripted change is true from the moment of the call on and outlives the natural course of the offer. Its
 * method returns false where the offer is not there to be changed, and then changes nothing.
 */
export interface Catalogue {
  readonly settings: CatalogueSettings;
  /** The offer as the network words it; undefined where it is not there. */
  offerAt(id: string, timeMs: number): NetworkRow | undefined;
  /** What those words mean; undefined where the offer is not there. */
  truthAt(id: string, timeMs: number): OfferTruth | undefined;
  /** The ids that answer a question, in its order; all offers in order of their ids by default. */
  idsAt(timeMs: number, question?: ListQuestion): string[];
  /** One slice of that list, worded, and how long the whole list is. */
  listAt(
    timeMs: number,
    question: ListQuestion,
    skip: number,
    take: number,
  ): { total: number; rows: NetworkRow[] };
  countsAt(timeMs: number): CatalogueCounts;

  pause(id: string): boolean;
  /** Make the offer Active, whether it was Paused or Blocked. */
  resume(id: string): boolean;
  block(id: string): boolean;
  remove(id: string): boolean;
  /**
   * Add an offer with a new id above all others, or bring one back whose id is given. Returns its id; undefined
   * where the id is none that this catalogue could have, or all ids are used up.
   */
  add(id?: string, fields?: Partial<OfferFields>): string | undefined;
  setField(id: string, fields: Partial<OfferFields>): boolean;
  /** Let the offer convert now; its age grows from here on. */
  convert(id: string): boolean;
  /** Take the offer's conversion away, as if it had never had one. */
  stopConverting(id: string): boolean;
  /** Forget all scripted changes, those of the past too. */
  reset(): void;
}

/** `active + paused + blocked` is `offers`; `converting` are those of the Active that have a conversion. */
export interface CatalogueCounts {
  offers: number;
  active: number;
  paused: number;
  blocked: number;
  converting: number;
}

/**
 * Create a catalogue of sandbox offers.
 *
 * @param settings each has a default, see DEFAULT_CATALOGUE; `clock` gives the moment of scripted changes.
 * @throws {RangeError} where a setting makes no catalogue.
 */
export function createCatalogue(
  settings: Partial<CatalogueSettings & { clock: () => number }> = {},
): Catalogue {
  const { clock = Date.now, ...given } = settings;
  const complete = completeSettings(given);
  const { seed, epoch } = complete;
  const timeline = createTimeline(complete);
  const changes = createScriptedChanges();
  const history = createOfferHistory(complete, timeline, changes);
  const index = createCatalogueIndex(epoch, timeline, history, changes);
  const listOffers = createOfferList(seed, index, history);
  let nextPosition = timeline.population;

  /** Undefined where the offer is not there at that moment. */
  function findPresent(id: string, timeMs: number): number | undefined {
    const position = positionOfId(seed, id);
    if (position === undefined || !history.standingAt(position, timeMs).present) return undefined;
    return position;
  }

  function script(id: string, state: ScriptedState, now = clock()): boolean {
    const position = findPresent(id, now);
    if (position === undefined) return false;
    changes.record(position, now, state);
    return true;
  }

  function positionToAdd(id: string | undefined): number | undefined {
    if (id !== undefined) {
      const position = positionOfId(seed, id);
      return position !== undefined && position < nextPosition ? position : undefined;
    }
    if (nextPosition >= POSITION_RANGE) return undefined;
    nextPosition += 1;
    return nextPosition - 1;
  }

  return {
    settings: complete,
    offerAt(id, timeMs) {
      const position = findPresent(id, timeMs);
      return position === undefined ? undefined : history.rowAt(position, timeMs);
    },
    truthAt(id, timeMs) {
      const position = findPresent(id, timeMs);
      return position === undefined ? undefined : history.truthAt(position, timeMs);
    },
    idsAt: (timeMs, question = { order: 'ID' }) =>
      listOffers(question, timeMs).map((position) => idOfPosition(seed, position)),
    listAt(timeMs, question, skip, take) {
      const positions = listOffers(question, timeMs);
      const rows = positions.slice(skip, skip + take).map((position) => history.rowAt(position, timeMs));
      return { total: positions.length, rows };
    },
    countsAt(timeMs) {
      index.moveTo(timeMs);
      const [active, paused, blocked] = (['Active', 'Paused', 'Blocked'] as const).map(
        (status) => listOffers({ order: 'ID', status }, timeMs).length,
      ) as [number, number, number];
      const converting = index.select('Active', true).length;
      return { offers: active + paused + blocked, active, paused, blocked, converting };
    },
    pause: (id) => script(id, { status: 'Paused' }),
    resume: (id) => script(id, { status: 'Active' }),
    block: (id) => script(id, { status: 'Blocked' }),
    remove: (id) => script(id, { present: false }),
    add(id, fields = {}) {
      const position = positionToAdd(id);
      if (position === undefined) return undefined;
      changes.record(position, clock(), { present: true, fields });
      return idOfPosition(seed, position);
    },
    setField: (id, fields) => script(id, { fields }),
    convert(id) {
      const now = clock();
      return script(id, { convertedAtMs: now }, now);
    },
    stopConverting: (id) => script(id, { convertedAtMs: null }),
    reset() {
      changes.clear();
      nextPosition = timeline.population;
    },
  };
}
