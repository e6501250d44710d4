import type { LastConversion, ObservedOffer, Offer, RejectedValue } from '../../domain/offer';
import { parseAge } from '../../domain/parse/age';
import { parseCap } from '../../domain/parse/cap';
import { parseMoney } from '../../domain/parse/money';
import { parsed, unreadable, type Parsed } from '../../domain/parse/parsed';
import { parseStatus } from '../../domain/parse/status';
import { parseText } from '../../domain/parse/text';
import { toRawText } from './raw-text';
import type { TokenDetector } from './token-echo';

export interface ParsedRow {
  /** Undefined: the whole row was rejected. */
  offer: ObservedOffer | undefined;
  rejected: RejectedValue[];
}

/** Parses a field. `offer` has the fields of the same row that were parsed before. */
type FieldParser<T> = (raw: string | null, offer: Readonly<Partial<Offer>>) => Parsed<T>;

type FieldParsers = {
  [Field in keyof Offer]: { wireName: string; parse: FieldParser<Offer[Field]> };
};

/** Parsed in this order: `currency` before `payout`, whose currency sign must agree with it. */
const FIELD_PARSERS: FieldParsers = {
  offerName: { wireName: 'offer_name', parse: parseText },
  status: { wireName: 'status', parse: parseStatus },
  country: { wireName: 'country', parse: parseText },
  countryName: { wireName: 'country_name', parse: parseText },
  carrier: { wireName: 'carrier', parse: parseText },
  vertical: { wireName: 'vertical', parse: parseText },
  flow: { wireName: 'flow', parse: parseText },
  model: { wireName: 'model', parse: parseText },
  currency: { wireName: 'currency', parse: parseText },
  payout: { wireName: 'payout', parse: (raw, { currency }) => parseMoney(raw, currency) },
  dailyCap: { wireName: 'daily_cap', parse: parseCap },
  filledCap: { wireName: 'filled_cap', parse: parseCap },
  typeTraffic: { wireName: 'type_traffic', parse: parseText },
  timeFrame: { wireName: 'time_frame', parse: parseText },
  trafficRestrictions: { wireName: 'traffic_restrictions', parse: parseText },
  landingPage: { wireName: 'landing_page', parse: parseText },
  thumbnails: { wireName: 'thumbnails', parse: parseText },
  offerUrl: { wireName: 'offer_url', parse: parseText },
  lastConversion: { wireName: 'last_conv', parse: parseLastConversion },
};

const FIELDS: [string, { wireName: string; parse: FieldParser<unknown> }][] = Object.entries(FIELD_PARSERS);

/** The network's own names of the fields that are read. */
export const WIRE_FIELDS: readonly string[] = ['offer_id', ...FIELDS.map(([, { wireName }]) => wireName)];

/** Ids are sent in a comma-separated list and become part of URLs. */
const OFFER_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a text has the format of an offer id: 1 to 64 letters, digits, `_` and `-`. */
export function isOfferId(text: string): boolean {
  return OFFER_ID.test(text);
}

/**
 * Parses one row of an answer. Never throws.
 *
 * A row without a usable id is rejected as a whole. A field that cannot be read is left out of the offer like one that
 * is absent, and is reported with its reason. Unknown fields are ignored. A value that contains the token, because
 * the network echoes the request, counts as unreadable, and no reason shows it.
 */
export function parseRow(row: unknown, containsToken: TokenDetector): ParsedRow {
  const rejectRow = (reason: string): ParsedRow => ({
    offer: undefined,
    rejected: [{ offerId: null, field: null, reason, raw: toRawText(row, containsToken) }],
  });
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return rejectRow('The row is not an object.');
  const values = row as Record<string, unknown>;
  const offerId = parseOfferId(values['offer_id']);
  if (offerId === undefined || containsToken(offerId)) return rejectRow('The row has no usable offer_id.');

  const offer: Partial<Offer> = {};
  const rejected: RejectedValue[] = [];
  for (const [field, { wireName, parse }] of FIELDS) {
    const value = values[wireName];
    if (value === undefined) continue;
    const reading = parseValue(value, (raw) => parse(raw, offer), containsToken);
    if (reading.kind === 'parsed') Object.assign(offer, { [field]: reading.value });
    else {
      const raw = toRawText(value, containsToken);
      rejected.push({ offerId, field: wireName, reason: reading.reason, raw });
    }
  }
  return { offer: { offerId, offer }, rejected };
}

function parseOfferId(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : Number.isSafeInteger(value) ? String(value) : '';
  return isOfferId(text) ? text : undefined;
}

function parseValue<T>(
  value: unknown,
  parse: (raw: string | null) => Parsed<T>,
  containsToken: TokenDetector,
): Parsed<T> {
  if (value === null) return parse(null);
  const raw = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof raw !== 'string') return unreadable('The value is neither text nor a number.');
  const reading = parse(raw);
  // Only values that would be kept are searched: they are short.
  return reading.kind === 'parsed' && containsToken(raw)
    ? unreadable('The value contains the token.')
    : reading;
}

function parseLastConversion(raw: string | null): Parsed<LastConversion> {
  const age = parseAge(raw);
  if (age.kind === 'unreadable') return age;
  if (raw === null || age.value === null)
    return parsed({ raw: null, ageSeconds: null, precisionSeconds: null });
  const { seconds, precisionSeconds } = age.value;
  return parsed({ raw, ageSeconds: seconds, precisionSeconds });
}
