import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import { ApiProblem, type Schemas, useCanWrite, useWatch } from '../../api';
import { Button } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { offersTexts } from '../../i18n/texts/offers';
import {
  type ColumnId,
  csvColumns,
  DEFAULT_COLUMNS,
  readColumns,
  recallColumns,
  rememberColumns,
} from './columns/columns';
import { ColumnsMenu } from './columns/columns-menu';
import { FilterBar } from './filters/filter-bar';
import { HelpDialog } from './help-dialog';
import styles from './offers.module.css';
import { csvAddress, readQuery, sortedBy } from './query';
import type { OffersSearch } from './search';
import { useKeysSetting } from './table/input/use-keys';
import { OfferList } from './table/offer-list';
import { SortSelect } from './table/sort-select';

const route = getRouteApi('/offers');

/** All offers of the mirror: filtered, sorted, and as many as there are. Its state is in its address. */
export function OffersView() {
  const texts = useTexts(offersTexts);
  const formats = useFormats();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const searchBox = useRef<HTMLInputElement>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [areKeysOn, setAreKeysOn] = useKeysSetting();
  const { columns, changeColumns } = useChosenColumns(search);
  const { onStar, failure } = useStar();
  const canWrite = useCanWrite();
  const { query, ignored } = readQuery(search);
  const replace = (next: OffersSearch) => void navigate({ search: next, replace: true });
  const change = (part: OffersSearch) => replace({ ...search, ...part });

  return (
    <div className={styles.view}>
      <h1 className="hidden">{texts.title}</h1>
      <FilterBar search={search} query={query} onChange={change} onReplace={replace} searchBox={searchBox} />
      {ignored.length > 0 && <p role="status">{texts.ignored(formats.list(ignored))}</p>}
      <p role="alert" className={styles.problem} hidden={failure === undefined}>
        {failure}
      </p>
      <OfferList
        // Another list begins at its top.
        key={JSON.stringify(query)}
        query={query}
        columns={columns}
        onSort={(sort) => change(sortedBy(sort, query))}
        onStar={canWrite ? onStar : undefined}
        onHelp={() => setIsHelpOpen(true)}
        areKeysOn={areKeysOn}
        searchBox={searchBox}
      >
        <SortSelect query={query} onSort={(sort) => change({ sortBy: sort, sortOrder: undefined })} />
        <a href={csvAddress(query, csvColumns(columns))} title={texts.csvTitle} download>
          {texts.csv}
        </a>
        <span className={styles.tableOnly}>
          <ColumnsMenu
            columns={columns}
            onChange={(chosen) => {
              changeColumns(chosen);
              change({ columns: chosen === undefined ? undefined : [...chosen] });
            }}
          />
          <Button onClick={() => setIsHelpOpen(true)} aria-label={texts.keyboard}>
            ?
          </Button>
        </span>
      </OfferList>
      <HelpDialog
        isOpen={isHelpOpen}
        onClose={() => setIsHelpOpen(false)}
        areKeysOn={areKeysOn}
        onSwitch={setAreKeysOn}
      />
    </div>
  );
}

/** The columns of the address, otherwise those that were chosen last on this device, otherwise the default. */
function useChosenColumns(search: OffersSearch) {
  const [recalled, setRecalled] = useState(recallColumns);
  const named = search.columns?.join();
  const [read, setRead] = useState({ named, columns: readColumns(search.columns) });
  // The same array while the address is the same, so that no row renders again.
  if (read.named !== named) setRead({ named, columns: readColumns(search.columns) });
  return {
    columns: read.columns ?? recalled ?? DEFAULT_COLUMNS,
    changeColumns: (chosen: readonly ColumnId[] | undefined) => {
      setRecalled(chosen);
      rememberColumns(chosen);
    },
  };
}

/** The function that a star calls, and the sentence that says why the last one failed. */
function useStar() {
  const texts = useTexts(offersTexts);
  const { mutate } = useWatch();
  const [failed, setFailed] = useState<{ name: string; error: Error }>();
  const onStar = useCallback(
    ({ offerId, offerName, watched }: Schemas['Offer']) => {
      setFailed(undefined);
      mutate(
        { offerId, watched: !watched },
        { onError: (error) => setFailed({ name: offerName ?? offerId, error }) },
      );
    },
    [mutate],
  );
  const reason = failed?.error instanceof ApiProblem ? failed.error.message : '';
  return {
    onStar,
    failure: failed && texts.watchFailed(failed.name, reason === '' ? texts.noAnswer : reason),
  };
}
