import { InvalidArgumentError, Option } from 'commander';

/** A parser of whole numbers within bounds, for an option or argument. */
export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** A parser of amounts of money: a decimal number that is not negative. */
export function amount(value: string): number {
  if (/^\d{1,9}(\.\d{1,8})?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a number such as 0.35 or 12.');
}

const SECONDS_PER_UNIT: Record<string, number> = { m: 60, h: 3_600, d: 86_400 };

/** A parser of spans such as `30m`, `6h` or `2d`, to seconds. */
export function durationInSeconds(value: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(value) ?? [];
  const secondsPerUnit = SECONDS_PER_UNIT[unit];
  if (count !== undefined && secondsPerUnit !== undefined) return Number(count) * secondsPerUnit;
  throw new InvalidArgumentError('It must be a time such as 30m, 6h or 2d.');
}

/** A parser of texts that are not empty and not absurd. */
export function nonEmptyText(value: string): string {
  if (value.length >= 1 && value.length <= 200) return value;
  throw new InvalidArgumentError('It must have 1 to 200 characters.');
}

/** An option that takes one of some words. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices([...words]);
}
