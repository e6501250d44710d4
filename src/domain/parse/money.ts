import { agreesWithCurrency } from './currency';
import { splitDecimal, type DecimalParts } from './decimal';
import { parsed, unreadable, type Parsed } from './parsed';

/** The limits of numeric(20,8): 12 digits before the decimal point and 8 after it. */
const MAX_WHOLE_DIGITS = 12;
const MAX_DECIMALS = 8;

/** Longer than the largest amount with thousands separators, and short enough for fast matching. */
const MAX_LENGTH = 40;

const ONLY_DECIMALS = /^[.,](?<decimals>\d+)$/;

/** `$0.35`, `US$ 0.35`, `0.35 €`, `EUR 0.35`, `$0.35 USD`. */
const WITH_SIGNS =
  /^(?<before>US\$|[$€£]|[a-z]{3})?[ \u00a0\u202f]?(?<amount>[.,\d](?:.*\d)?)[ \u00a0\u202f]?(?<after>US\$|[$€£]|[a-z]{3})?$/i;

/**
 * Parses a payout into canonical decimal text with the decimals as sent: `0,350` is `0.350`, `1,234.50` and `1 234,50`
 * are `1234.50`.
 *
 * A single comma is the decimal separator, so `1,250` is `1.250`. Of two different separators the last one is the
 * decimal separator, and a repeated one separates thousands. Null and blank are null. Never rounds and never uses a
 * float: an amount with more digits than numeric(20,8) holds is `unreadable`. So is a negative one, and one that begins
 * with a redundant 0, such as `0,350,000` and `00.5`. Canonical text parses as itself.
 *
 * An amount may carry a sign or a code (`$0,350`, `0.35€`, `0.350 USD`) that agrees with `currency`, the currency of
 * the same row (see `agreesWithCurrency`). Any other sign makes it `unreadable`.
 */
export function parseMoney(raw: string | null, currency?: string | null): Parsed<string | null> {
  const text = (raw ?? '').trim();
  if (text === '') return parsed(null);
  if (text.length > MAX_LENGTH) return unreadable('The amount is too long.');
  const { amount = '', before = [], after = [] } = WITH_SIGNS.exec(text)?.groups ?? {};
  const parts = splitAmount(amount);
  if (parts === undefined) return unreadable('The amount is not a positive decimal number.');
  return agreesWithCurrency([before, after].flat(), currency)
    ? compose(parts)
    : unreadable('The currency of the amount is not that of the offer.');
}

function splitAmount(text: string): DecimalParts | undefined {
  const decimals = ONLY_DECIMALS.exec(text)?.groups?.['decimals'];
  return decimals === undefined ? splitDecimal(text) : { whole: '0', decimals };
}

function compose({ whole, decimals }: DecimalParts): Parsed<string> {
  if (whole.length > MAX_WHOLE_DIGITS) return unreadable('The amount is too large.');
  if (decimals.length > MAX_DECIMALS) return unreadable('The amount has too many decimals.');
  return parsed(decimals === '' ? whole : `${whole}.${decimals}`);
}
