import { InvalidArgumentError, Option } from 'commander';
import { formatDuration, parseDuration } from '../../format/duration';

/** Create a parser of whole numbers from `min` to `max`. */
export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** Parse an amount of money: a decimal number that is not negative. */
export function amount(value: string): number {
  if (/^\d{1,9}(\.\d{1,8})?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a number such as 0.35 or 12.');
}

/** Parse a duration such as `30m`, `6h` or `2d` to seconds; the same as `convertedWithin` of the API. */
export function durationInSeconds(value: string): number {
  const durationMs = /^[1-9]\d{0,5}[mhd]$/.test(value) ? parseDuration(value) : undefined;
  if (durationMs !== undefined) return durationMs / 1_000;
  throw new InvalidArgumentError('Expected a duration such as 30m, 6h or 2d.');
}

/** Create a parser of durations such as `10m`, in seconds, from `min` to `max` seconds. */
export function durationBetween(min: number, max: number): (value: string) => number {
  return (value) => {
    const seconds = durationInSeconds(value);
    if (seconds >= min && seconds <= max) return seconds;
    const bounds = [min, max].map((bound) => formatDuration(bound * 1_000));
    throw new InvalidArgumentError(`Expected a duration from ${bounds.join(' to ')}.`);
  };
}

/** Parse an age such as `30m`, `6h` or `2d`, or a time such as `2026-01-31` or `2026-01-31T14:00:00Z`, to ISO 8601. */
export function pastTime(value: string): string {
  return /^\d+[a-z]*$/.test(value) ? fromNow(-durationInSeconds(value)) : time(value);
}

/** As {@link pastTime}. A text of another form is returned unchanged: it may be the position of a list. */
export function pastTimeOrPosition(value: string): string {
  return /^(\d+[a-z]*$|\d{4}-)/.test(value) ? pastTime(value) : value;
}

/** Parse a duration from now, or a time, of at most `maxSeconds` ahead, to ISO 8601. */
export function comingTime(maxSeconds: number): (value: string) => string {
  return (value) => {
    const until = /^\d+[a-z]*$/.test(value) ? fromNow(durationInSeconds(value)) : time(value);
    const [now, latest] = [fromNow(0), fromNow(maxSeconds)];
    if (until > now && until <= latest) return until;
    throw new InvalidArgumentError(
      `Expected a time in the future, at most ${maxSeconds / 86_400} days ahead.`,
    );
  };
}

function fromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}

function time(value: string): string {
  const parsed = /^\d{4}-/.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(parsed))
    throw new InvalidArgumentError('Expected a time such as 2026-01-31 or 2026-01-31T14:00:00Z.');
  return new Date(parsed).toISOString();
}

/** Create a parser of some of `values`, separated by commas. */
export function choices<T extends string>(values: readonly T[]): (value: string) => T[] {
  return (value) => {
    const given = value.split(',').map((part) => part.trim());
    const isKnown = (part: string): part is T => (values as readonly string[]).includes(part);
    if (given.every(isKnown)) return given;
    throw new InvalidArgumentError(`Allowed choices are ${values.join(', ')}.`);
  };
}

/** Parse the id of a run: a UUID. */
export function uuid(value: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a UUID, as `sync --json` and the API show it.');
}

/** Parse a whole number that names something, as text. */
export function numericId(value: string): string {
  if (/^\d{1,18}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a whole number.');
}

/** Parse a text of 1 to 200 characters. */
export function nonEmptyText(value: string): string {
  if (value.length >= 1 && value.length <= 200) return value;
  throw new InvalidArgumentError('Expected 1 to 200 characters.');
}

/** Create an option that takes one of `values`. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices([...values]);
}
