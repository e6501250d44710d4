import { type OffersQuery, type Schemas, useOfferFacets } from '../../api';
import { useTexts } from '../../i18n';
import { offersTexts } from '../../i18n/texts/offers';
import { ListFilter } from './list-filter';
import { TextFilter } from './text-filter';

type ListName = keyof Schemas['OfferFacets'];

/** What is chosen, as in the address of the view. */
export type ChosenFilters = Partial<Record<ListName, string[] | undefined>> &
  Partial<Record<(typeof NUMBERS)[number], string | undefined>>;

export interface OfferFiltersProps {
  /** The filters that take several values. */
  lists: readonly ListName[];
  chosen: ChosenFilters;
  /** Counts the values of each filter: all filters of the list. */
  query: OffersQuery;
  /** Replaces the parts of the address that are given. */
  onChange: (change: ChosenFilters) => void;
}

const NUMBERS = ['payoutMin', 'capLeftMin'] as const;

/** Filters of a list of offers: those with several values, and the least payout and rest of the cap. */
export function OfferFilters({ lists, chosen, query, onChange }: OfferFiltersProps) {
  const texts = useTexts(offersTexts);
  const facets = useOfferFacets(query);
  return (
    <>
      {lists.map((filter) => (
        <ListFilter
          key={filter}
          filter={filter}
          values={facets?.[filter]}
          chosen={chosen[filter] ?? []}
          onChange={(values) => onChange({ [filter]: values })}
        />
      ))}
      {NUMBERS.map((filter) => (
        <TextFilter
          key={filter}
          label={texts[filter]}
          isNumber
          value={chosen[filter] ?? ''}
          onChange={(value) => onChange({ [filter]: value })}
        />
      ))}
    </>
  );
}
