/** A value of a filter. */
export interface Option {
  value: string;
  /** Offers that it would add or has. Null: not counted. */
  offers: number | null;
  isChosen: boolean;
}

const MAX_SHOWN = 200;

function fold(text: string): string {
  return text.toLowerCase();
}

/**
 * The values of a filter to choose from: the chosen ones first, also those that no offer has now, then the others.
 *
 * @param find a part of the values that are looked for.
 */
export function listOptions(
  values: readonly { value: string; offers: number | null }[],
  chosen: readonly string[],
  find: string,
): { options: Option[]; hidden: number } {
  const isChosen = new Set(chosen.map(fold));
  const counts = new Map(values.map(({ value, offers }) => [fold(value), offers]));
  const first = chosen.map((value) => {
    const offers = counts.get(fold(value));
    return { value, offers: offers === undefined ? 0 : offers, isChosen: true };
  });
  const others = values
    .filter(({ value }) => !isChosen.has(fold(value)) && fold(value).includes(fold(find.trim())))
    .map((value) => ({ ...value, isChosen: false }));
  return {
    options: [...first, ...others.slice(0, MAX_SHOWN)],
    hidden: Math.max(0, others.length - MAX_SHOWN),
  };
}

/** The chosen values after a click on one. Undefined: none. */
export function toggleValue(chosen: readonly string[], value: string): string[] | undefined {
  const others = chosen.filter((each) => fold(each) !== fold(value));
  const next = others.length === chosen.length ? [...chosen, value] : others;
  return next.length === 0 ? undefined : next;
}
