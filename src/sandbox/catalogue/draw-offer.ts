import { draw, drawOne } from './draw';
import type { OfferFields, TrueCap } from './truth';
import * as vocabulary from './vocabulary';

const TOPIC = {
  title: 20,
  country: 21,
  carrier: 22,
  vertical: 23,
  flow: 24,
  model: 25,
  payoutSize: 26,
  payoutAmount: 27,
  currency: 28,
  dailyCap: 29,
  filledCap: 30,
  traffic: 31,
  timeFrame: 32,
  restrictions: 33,
  thumbnails: 34,
} as const;

/** One in this many offers gets a new payout in each period; the others keep theirs. */
const REPRICED_ONE_IN = 20;

/** Draw the fields of an offer, without its state. Payout and filled cap may differ between periods. */
export function drawFields(seed: number, position: number, period: number, offerId: string): OfferFields {
  const of = (topic: number, inPeriod = 0) => draw(seed, topic, position, inPeriod);
  const [country, countryName] = drawOne(vocabulary.COUNTRIES, of(TOPIC.country));
  const title = drawOne(vocabulary.TITLES, of(TOPIC.title));
  const flow = drawOne(vocabulary.FLOWS, of(TOPIC.flow));
  const size = of(TOPIC.payoutSize);
  return {
    offerName: `Sandbox ${offerId} ${country} ${title} (${flow})`,
    country,
    countryName,
    carrier: drawOne(vocabulary.CARRIERS, of(TOPIC.carrier)),
    vertical: drawOne(vocabulary.VERTICALS, of(TOPIC.vertical)),
    flow,
    model: drawOne(vocabulary.MODELS, of(TOPIC.model)),
    payout: payoutOf(size, of(TOPIC.payoutAmount, size % REPRICED_ONE_IN === 0 ? period : 0)),
    currency: drawOne(vocabulary.CURRENCIES, of(TOPIC.currency)),
    dailyCap: dailyCapOf(of(TOPIC.dailyCap)),
    filledCap: filledCapOf(of(TOPIC.filledCap, period)),
    typeTraffic: drawOne(vocabulary.TRAFFIC_TYPES, of(TOPIC.traffic)),
    timeFrame: drawOne(vocabulary.TIME_FRAMES, of(TOPIC.timeFrame)),
    trafficRestrictions: drawOne(vocabulary.RESTRICTIONS, of(TOPIC.restrictions)),
    landingPage: `https://sandbox.invalid/landing/${offerId}`,
    thumbnails: of(TOPIC.thumbnails) % 3 === 0 ? null : `https://sandbox.invalid/thumbnails/${offerId}.jpg`,
    offerUrl: `https://sandbox.invalid/click?offer=${offerId}&source={source}&click_id={click_id}`,
  };
}

/** Most offers pay cents to a few units with three decimals; some pay whole units, a few pay thousands. */
function payoutOf(size: number, amount: number): string {
  const kind = (size >>> 8) % 100;
  if (kind < 2) return (1_000 + (amount % 900_000) / 100).toFixed(2);
  if (kind < 10) return String(1 + (amount % 40));
  if (kind < 30) return ((10 + (amount % 2_000)) / 100).toFixed(2);
  return ((50 + (amount % 9_950)) / 1_000).toFixed(3);
}

function dailyCapOf(number: number): TrueCap {
  const kind = number % 10;
  if (kind < 5) return { kind: 'count', amount: 10 * (1 + ((number >>> 8) % 100)) };
  if (kind === 5) return { kind: 'count', amount: 0 };
  return kind < 8 ? { kind: 'open' } : { kind: 'none' };
}

function filledCapOf(number: number): TrueCap {
  const kind = number % 10;
  if (kind < 4) return { kind: 'count', amount: (number >>> 8) % 60 };
  return kind < 7 ? { kind: 'percent', amount: (number >>> 8) % 101 } : { kind: 'none' };
}
