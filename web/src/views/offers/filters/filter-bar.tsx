import { useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { offerFacetsQuery } from '../../../api';
import { Button } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { hasFilters, type ReadQuery, withoutFilters } from '../query';
import { LIST_FILTERS, type OffersSearch } from '../search';
import styles from './filters.module.css';
import { ListFilter } from './list-filter';
import { TextFilter } from './text-filter';

/** The ages of the last conversion to choose from, in seconds. */
const SPANS = { '1h': 3_600, '6h': 21_600, '24h': 86_400, '7d': 604_800 };

export interface FilterBarProps {
  search: OffersSearch;
  query: ReadQuery['query'];
  /** Replaces the parts of the address that are given. */
  onChange: (change: OffersSearch) => void;
  /** Replaces the whole address. */
  onReplace: (search: OffersSearch) => void;
  searchBox: RefObject<HTMLInputElement | null>;
}

/** All filters of the table. */
export function FilterBar({ search, query, onChange, onReplace, searchBox }: FilterBarProps) {
  const texts = useTexts(offersTexts);
  const facets = useFacets(query);
  return (
    <div className={styles.bar} role="search" aria-label={texts.filters}>
      <TextFilter
        ref={searchBox}
        className={styles.search}
        label={texts.search}
        value={search.search ?? ''}
        onChange={(value) => onChange({ search: value })}
      />
      {LIST_FILTERS.map((filter) => (
        <ListFilter
          key={filter}
          filter={filter}
          values={facets?.[filter]}
          chosen={search[filter] ?? []}
          onChange={(values) => onChange({ [filter]: values })}
        />
      ))}
      <TextFilter
        className={styles.number}
        label={texts.payoutMin}
        isNumber
        value={search.payoutMin ?? ''}
        onChange={(value) => onChange({ payoutMin: value })}
      />
      <TextFilter
        className={styles.number}
        label={texts.capLeftMin}
        isNumber
        value={search.capLeftMin ?? ''}
        onChange={(value) => onChange({ capLeftMin: value })}
      />
      <SpanFilter value={search.convertedWithin} onChange={(value) => onChange({ convertedWithin: value })} />
      <label>
        <input
          type="checkbox"
          checked={search.mine === true}
          onChange={({ target }) => onChange({ mine: target.checked || undefined })}
        />
        {texts.mine}
      </label>
      {hasFilters(query) && <Button onClick={() => onReplace(withoutFilters(search))}>{texts.clear}</Button>}
    </div>
  );
}

/** With a value that no offer has, the API counts nothing: then the values of the whole mirror are shown. */
function useFacets(query: ReadQuery['query']) {
  const facets = useQuery(offerFacetsQuery(query));
  const all = useQuery({ ...offerFacetsQuery({}), enabled: facets.isError });
  return facets.isError ? all.data : facets.data;
}

function SpanFilter({ value, onChange }: { value: string | undefined; onChange: (value?: string) => void }) {
  const texts = useTexts(offersTexts);
  const formats = useFormats();
  const isOther = value !== undefined && !(value in SPANS);
  return (
    <label>
      {texts.convertedWithin}{' '}
      <select value={value ?? ''} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">{texts.anyTime}</option>
        {Object.entries(SPANS).map(([span, seconds]) => (
          <option key={span} value={span}>
            {texts.within(formats.duration(seconds))}
          </option>
        ))}
        {isOther && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}
