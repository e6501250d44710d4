import type { RefObject } from 'react';
import { Button, OfferFilters, TextFilter } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { hasFilters, type ReadQuery, withoutFilters } from '../query';
import { LIST_FILTERS, type OffersSearch } from '../search';
import styles from './filters.module.css';

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
  return (
    <div className={styles.bar} role="search" aria-label={texts.filters}>
      <TextFilter
        ref={searchBox}
        className={styles.search}
        label={texts.search}
        value={search.search ?? ''}
        onChange={(value) => onChange({ search: value })}
      />
      <OfferFilters lists={LIST_FILTERS} chosen={search} query={query} onChange={onChange} />
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
