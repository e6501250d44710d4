import { getRouteApi } from '@tanstack/react-router';
import { OfferFilters } from '../../../components';
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
  const change = (changed: TodaySearch) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true, resetScroll: false });
  return (
    <div className={styles.filters} role="search" aria-label={texts.filters}>
      <OfferFilters lists={FAST_LISTS} chosen={search} query={query} onChange={change} />
      {ignored.length > 0 && <p role="status">{texts.ignored(list(ignored))}</p>}
    </div>
  );
}
