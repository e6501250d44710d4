import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, KEYS, read, type RunKey } from '../../api';
import { Block } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { runsTexts } from '../../i18n/texts/runs';
import styles from './runs.module.css';

const rejectedQuery = ({ workflowId, runId }: RunKey) =>
  queryOptions({
    queryKey: [KEYS.runs, 'rejected', workflowId, runId],
    queryFn: ({ signal }) =>
      read(
        api.GET('/api/syncs/{workflowId}/rejected', {
          params: { path: { workflowId }, query: { runId } },
          signal,
        }),
      ),
  });

/** The values of the network's rows that a run could not read. */
export function RejectedValues({ run }: { run: RunKey }) {
  const texts = useTexts(runsTexts);
  const { number } = useFormats();
  const query = useQuery(rejectedQuery(run));
  return (
    <Block
      title={texts.rejectedTitle}
      query={query}
      isEmpty={({ rejected }) => rejected.length === 0}
      empty={texts.rejectedLater}
    >
      {({ rejected }) => (
        <ul className={styles.rejectedValues}>
          {rejected.map(({ offerId, field, reason, raw, count }, index) => (
            <li key={index}>
              {offerId === null ? (
                texts.noId
              ) : (
                <Link to="/offers/$offerId" params={{ offerId }}>
                  {offerId}
                </Link>
              )}{' '}
              <strong>{field ?? texts.wholeRow}</strong>: <span lang="en">{reason}</span>{' '}
              <span className={styles.dim}>{texts.times(number(count))}</span>
              <pre>{raw}</pre>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
