import { CONTROL_CHARACTERS } from '../control-characters';
import type { Instant } from '../offer';

const MAX_NAME_LENGTH = 100;

/** A text of the network on one line, without control characters, cut to 100 characters. Null: an empty text. */
export function describeName(text: string | null): string {
  const line = (text ?? '').replaceAll(CONTROL_CHARACTERS, ' ').replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= MAX_NAME_LENGTH
    ? line
    : `${characters.slice(0, MAX_NAME_LENGTH - 1).join('')}…`;
}

/** `2026-01-05 14:10 UTC`. */
export function describeTime(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** `1,012 offers`. */
export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `a, b and c`. */
export function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** From the largest: seconds, name, and seconds of the unit that a rest is given in. */
const UNITS = [
  { seconds: 365 * 86_400, name: 'year' },
  { seconds: 7 * 86_400, name: 'week' },
  { seconds: 86_400, name: 'day', restName: 'h', restSeconds: 3_600 },
  { seconds: 3_600, name: 'h', restName: 'min', restSeconds: 60 },
  { seconds: 60, name: 'min', restName: 's', restSeconds: 1 },
] as const;

/** A time in words: `45 s`, `1 min 20 s`, `2 h 5 min`, `1 day 4 h`, `3 weeks`. */
export function describeSpan(seconds: number): string {
  // Two units up to ten of the larger one; then the smaller one says nothing.
  const rounded = Math.max(0, Math.round(seconds));
  const unit = UNITS.find(
    (each) => rounded >= each.seconds && (each.name !== 'week' || rounded >= 14 * 86_400),
  );
  if (unit === undefined) return `${rounded} s`;
  const hasRest = 'restName' in unit && rounded < 10 * unit.seconds;
  const isAbbreviated = unit.name === 'h' || unit.name === 'min';
  // 59 min and a half are not yet 60 min; 20 days are rather 3 weeks.
  const amount = (hasRest || isAbbreviated ? Math.floor : Math.round)(rounded / unit.seconds);
  const whole = `${amount.toLocaleString('en-US')} ${unit.name}${isAbbreviated || amount === 1 ? '' : 's'}`;
  if (!hasRest) return whole;
  const rest = Math.floor((rounded - amount * unit.seconds) / unit.restSeconds);
  return rest === 0 ? whole : `${whole} ${rest} ${unit.restName}`;
}
