import { getRouteApi } from '@tanstack/react-router';
import { useOfferFacets } from '../../../api';
import { ListFilter, TextFilter } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { readQuery } from '../../offers/query';
import { FAST_LISTS, type TodaySearch } from '../search';
import styles from './fast.module.css';
import { fastSearch } from './query';

const route = getRouteApi('/');

/** The filters of the offers that convert fast and often. */
export function FastFilters() {
  const texts = useTexts(offersTexts);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { query, ignored } = readQuery(fastSearch(search));
  const { list } = useFormats();
  const facets = useOfferFacets(query);
  const change = (changed: TodaySearch) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true, resetScroll: false });
  return (
    <div className={styles.filters} role="search" aria-label={texts.filters}>
      {FAST_LISTS.map((filter) => (
        <ListFilter
          key={filter}
          filter={filter}
          values={facets?.[filter]}
          chosen={search[filter] ?? []}
          onChange={(values) => change({ [filter]: values })}
        />
      ))}
      <TextFilter
        label={texts.payoutMin}
        isNumber
        value={search.payoutMin ?? ''}
        onChange={(payoutMin) => change({ payoutMin })}
      />
      <TextFilter
        label={texts.capLeftMin}
        isNumber
        value={search.capLeftMin ?? ''}
        onChange={(capLeftMin) => change({ capLeftMin })}
      />
      {ignored.length > 0 && <p role="status">{texts.ignored(list(ignored))}</p>}
    </div>
  );
}
