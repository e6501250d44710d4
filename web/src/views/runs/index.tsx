import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { runPagesQuery, useCanWrite } from '../../api';
import { Block, Button, RunTable, Toggle } from '../../components';
import { useTexts } from '../../i18n';
import { runTexts } from '../../i18n/texts/run';
import { runsTexts } from '../../i18n/texts/runs';
import styles from './runs.module.css';
import { KINDS, STATUSES } from './search';
import { StartRuns } from './start';

const route = getRouteApi('/runs');

/** The runs, filtered by kind and status, and the buttons that start one. */
export function RunsView() {
  const texts = useTexts(runsTexts);
  const names = useTexts(runTexts);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { kind, status } = search;
  const query = useInfiniteQuery(
    runPagesQuery({ ...(kind !== undefined && { kind }), ...(status !== undefined && { status }) }),
  );
  const canWrite = useCanWrite();
  return (
    <div className={styles.view}>
      <h1 className="hidden">{texts.title}</h1>
      {canWrite && <StartRuns />}
      <div className={styles.filters}>
        <Choice
          label={texts.kind}
          values={KINDS}
          chosen={kind}
          nameOf={(value) => names[value]}
          onChoose={(chosen) => void navigate({ search: (old) => ({ ...old, kind: chosen }), replace: true })}
        />
        <Choice
          label={texts.status}
          values={STATUSES}
          chosen={status}
          nameOf={(value) => names[value]}
          onChoose={(chosen) =>
            void navigate({ search: (old) => ({ ...old, status: chosen }), replace: true })
          }
        />
      </div>
      <Block
        title={texts.title}
        query={query}
        isEmpty={({ pages }) => pages[0]?.syncs.length === 0}
        empty={texts.empty}
      >
        {({ pages }) => (
          <>
            <RunTable label={texts.title} runs={pages.flatMap(({ syncs }) => syncs)} />
            {query.hasNextPage && (
              <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {texts.more}
              </Button>
            )}
          </>
        )}
      </Block>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  values: readonly T[];
  chosen: T[] | undefined;
  nameOf: (value: T) => string;
  onChoose: (chosen: T[] | undefined) => void;
}

/** Toggles of one filter. None is pressed: any value matches. */
function Choice<T extends string>({ label, values, chosen = [], nameOf, onChoose }: ChoiceProps<T>) {
  return (
    <div role="group" aria-label={label} className={styles.choice}>
      <span aria-hidden="true">{label}</span>
      {values.map((value) => (
        <Toggle
          key={value}
          label={nameOf(value)}
          isOn={chosen.includes(value)}
          onToggle={() => {
            const next = chosen.includes(value)
              ? chosen.filter((each) => each !== value)
              : [...chosen, value];
            onChoose(next.length === 0 ? undefined : next);
          }}
        />
      ))}
    </div>
  );
}
