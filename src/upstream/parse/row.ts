import type { LastConversion, Offer, ReadOffer, RejectedValue } from '../../domain/offer';
import { parseAge } from '../../domain/parse/age';
import { parseCap } from '../../domain/parse/cap';
import { parseMoney } from '../../domain/parse/money';
import { parseStatus } from '../../domain/parse/status';
import { parseText } from '../../domain/parse/text';
import { unreadable, type Unreadable } from '../../domain/parse/unreadable';
import { showRaw } from './raw-text';

/** A row of an answer in our words, and what of it could not be read. */
export interface RowReading {
  /** Undefined: the whole row was refused. */
  offer: ReadOffer | undefined;
  rejected: RejectedValue[];
}

/** `value` is what belongs into the offer. */
type FieldReading<T> = { kind: 'read'; value: T } | Unreadable;

type FieldReaders = {
  [Field in keyof Offer]: { wireName: string; read: (words: string | null) => FieldReading<Offer[Field]> };
};

const FIELD_READERS: FieldReaders = {
  offerName: { wireName: 'offer_name', read: readTextField },
  status: { wireName: 'status', read: readStatusField },
  country: { wireName: 'country', read: readTextField },
  countryName: { wireName: 'country_name', read: readTextField },
  carrier: { wireName: 'carrier', read: readTextField },
  vertical: { wireName: 'vertical', read: readTextField },
  flow: { wireName: 'flow', read: readTextField },
  model: { wireName: 'model', read: readTextField },
  payout: { wireName: 'payout', read: readMoneyField },
  currency: { wireName: 'currency', read: readTextField },
  dailyCap: { wireName: 'daily_cap', read: readCapField },
  filledCap: { wireName: 'filled_cap', read: readCapField },
  typeTraffic: { wireName: 'type_traffic', read: readTextField },
  timeFrame: { wireName: 'time_frame', read: readTextField },
  trafficRestrictions: { wireName: 'traffic_restrictions', read: readTextField },
  landingPage: { wireName: 'landing_page', read: readTextField },
  thumbnails: { wireName: 'thumbnails', read: readTextField },
  offerUrl: { wireName: 'offer_url', read: readTextField },
  lastConversion: { wireName: 'last_conv', read: readLastConversionField },
};

const FIELDS: [string, { wireName: string; read: (words: string | null) => FieldReading<unknown> }][] =
  Object.entries(FIELD_READERS);

/** What an id may look like: it goes into a comma-separated list and into URLs. */
const OFFER_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether this can be the id of an offer: letters, digits, `_` and `-`, at most 64 of them. */
export function isOfferId(text: string): boolean {
  return OFFER_ID.test(text);
}

/** Whether a text of the network holds our token; see {@link createTokenTest}. */
type TokenTest = (text: string) => boolean;

/**
 * Read one row of an answer.
 *
 * A row without a usable id is refused as a whole. A field that is absent was not said; one that cannot be read is
 * left out of the offer too, and leaves its reason. Fields that we do not know are ignored. What holds the token, as
 * of a network that shows again what it was asked, counts as what cannot be read, and is not shown in any reason.
 * Never throws.
 */
export function parseRow(row: unknown, holdsToken: TokenTest): RowReading {
  const refuseRow = (reason: string): RowReading => ({
    offer: undefined,
    rejected: [{ offerId: null, field: null, reason, raw: showRaw(row, holdsToken) }],
  });
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return refuseRow('The row is not an object.');
  const values = row as Record<string, unknown>;
  const offerId = readOfferId(values['offer_id']);
  if (offerId === undefined || holdsToken(offerId)) return refuseRow('The row has no usable offer_id.');

  const offer: Partial<Offer> = {};
  const rejected: RejectedValue[] = [];
  for (const [field, { wireName, read }] of FIELDS) {
    const value = values[wireName];
    if (value === undefined) continue;
    const reading = readValue(value, read, holdsToken);
    if (reading.kind === 'read') Object.assign(offer, { [field]: reading.value });
    else rejected.push({ offerId, field: wireName, reason: reading.reason, raw: showRaw(value, holdsToken) });
  }
  return { offer: { offerId, offer }, rejected };
}

function readOfferId(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : Number.isSafeInteger(value) ? String(value) : '';
  return isOfferId(text) ? text : undefined;
}

function readValue<T>(
  value: unknown,
  read: (words: string | null) => FieldReading<T>,
  holdsToken: TokenTest,
): FieldReading<T> {
  if (value === null) return read(null);
  const words = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof words !== 'string') return unreadable('The value is neither text nor a number.');
  const reading = read(words);
  // Only what would be kept, which is short.
  return reading.kind === 'read' && holdsToken(words) ? unreadable('The value holds the token.') : reading;
}

function readTextField(words: string | null): FieldReading<string | null> {
  const reading = parseText(words);
  if (reading.kind === 'unreadable') return reading;
  return { kind: 'read', value: reading.kind === 'text' ? reading.text : null };
}

function readStatusField(words: string | null): FieldReading<Offer['status']> {
  const reading = parseStatus(words);
  return reading.kind === 'unreadable' ? reading : { kind: 'read', value: reading.status };
}

function readMoneyField(words: string | null): FieldReading<string | null> {
  const reading = parseMoney(words);
  if (reading.kind === 'unreadable') return reading;
  return { kind: 'read', value: reading.kind === 'money' ? reading.amount : null };
}

function readCapField(words: string | null): FieldReading<Offer['dailyCap']> {
  const cap = parseCap(words);
  return cap.kind === 'unreadable' ? cap : { kind: 'read', value: cap };
}

function readLastConversionField(words: string | null): FieldReading<LastConversion> {
  const reading = parseAge(words);
  if (reading.kind === 'unreadable') return reading;
  if (reading.kind === 'none' || words === null)
    return { kind: 'read', value: { raw: null, ageSeconds: null } };
  return { kind: 'read', value: { raw: words, ageSeconds: reading.seconds } };
}
