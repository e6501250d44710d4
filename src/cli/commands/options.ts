import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../format/duration';

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

/** Parse the id of a run: a UUID. */
export function uuid(value: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a UUID, as `sync --json` and the API show it.');
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
