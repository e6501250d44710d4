import { createCatalogueIndex } from './catalogue-index';
import { type ListQuery, createOfferList } from './list-offers';
import { createOfferHistory } from './offer-history';
import { idOfPosition, positionOfId } from './offer-ids';
import { type ScriptedState, createScriptedChanges } from './scripted-changes';
import { type CatalogueSettings, POSITION_RANGE, completeSettings } from './settings';
import { createTimeline } from './timeline';
import type { NetworkRow } from './to-wire-row';
import type { OfferFields, OfferTruth, TrueStatus } from './truth';

/**
 * A catalogue that changes over time. Its content at a moment depends only on the settings, the moment and the scripted
 * changes up to it, never on earlier reads. Times are in ms since 1970.
 *
 * A scripted change takes effect at the moment of the call and overrides all later drawn changes. Its method returns
 * false, and changes nothing, when the offer is absent.
 */
export interface Catalogue {
  readonly settings: CatalogueSettings;
  /** The offer as the network sends it; undefined when it is absent. */
  offerAt(id: string, timeMs: number): NetworkRow | undefined;
  /** The true data of the offer; undefined when it is absent. */
  truthAt(id: string, timeMs: number): OfferTruth | undefined;
  /** The ids that match a query, in its order. Default: all offers in order of their ids. */
  idsAt(timeMs: number, query?: ListQuery): string[];
  /** One slice of that list as rows, and the length of the whole list. */
  listAt(timeMs: number, query: ListQuery, skip: number, take: number): { total: number; rows: NetworkRow[] };
  /** The offers with scripted changes, each with the merged changes up to this moment. */
  changesAt(timeMs: number): ({ offerId: string } & ScriptedState)[];
  /** `active + paused + blocked` is `offers`; `converting` counts Active offers with a conversion. */
  countsAt(timeMs: number): Record<'offers' | 'active' | 'paused' | 'blocked' | 'converting', number>;

  pause(id: string): boolean;
  /** Make a Paused or Blocked offer Active. */
  resume(id: string): boolean;
  block(id: string): boolean;
  remove(id: string): boolean;
  /**
   * Add an offer with a new id above all others, or restore the one with the given id. Returns its id; undefined for an
   * id that this catalogue cannot have, or when all ids are used.
   */
  add(id?: string, fields?: Partial<OfferFields>): string | undefined;
  setField(id: string, fields: Partial<OfferFields>): boolean;
  /** Record a conversion of the offer now. */
  convert(id: string): boolean;
  /**
   * Keep this share of the offer's conversions from now on, 0 to 1; 0: its last conversion only gets older. Has no effect
   * where no offer converts again, nor after `convert` or `stopConverting`.
   */
  setPace(id: string, pace: number): boolean;
  /** Remove the offer's conversion. */
  stopConverting(id: string): boolean;
  /** Remove all scripted changes, including those of the past. */
  reset(): void;
}

/**
 * Create a catalogue of sandbox offers.
 *
 * @param settings Each has a default. `clock` returns the moment of scripted changes.
 * @throws {RangeError} for an invalid setting.
 */
export function createCatalogue(
  settings: Partial<CatalogueSettings & { clock: () => number }> = {},
): Catalogue {
  const { clock = Date.now } = settings;
  const complete = completeSettings(settings);
  const { seed, epoch } = complete;
  const timeline = createTimeline(complete);
  const changes = createScriptedChanges();
  const history = createOfferHistory(complete, timeline, changes);
  const index = createCatalogueIndex(epoch, timeline, history, changes);
  const listOffers = createOfferList(complete, index, history);
  let nextPosition = timeline.population;

  /** Undefined when the offer is absent at that moment. */
  function findPresent(id: string, timeMs: number): number | undefined {
    const position = positionOfId(seed, id);
    if (position === undefined || !history.stateAt(position, timeMs).present) return undefined;
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
    idsAt: (timeMs, query = { order: 'ID' }) =>
      listOffers(query, timeMs).map((position) => idOfPosition(seed, position)),
    listAt(timeMs, query, skip, take) {
      const positions = listOffers(query, timeMs);
      const rows = positions.slice(skip, skip + take).map((position) => history.rowAt(position, timeMs));
      return { total: positions.length, rows };
    },
    changesAt: (timeMs) =>
      [...changes.positions()].flatMap((position) => {
        const state = changes.at(position, timeMs);
        return state === undefined ? [] : { offerId: idOfPosition(seed, position), ...state };
      }),
    countsAt(timeMs) {
      const count = (status: TrueStatus) => listOffers({ order: 'ID', status }, timeMs).length;
      const [active, paused, blocked] = [count('Active'), count('Paused'), count('Blocked')];
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
    setPace: (id, pace) => script(id, { pace }),
    stopConverting: (id) => script(id, { convertedAtMs: null }),
    reset() {
      changes.clear();
      nextPosition = timeline.population;
    },
  };
}
