import { type ReactNode, useId } from 'react';
import { useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import styles from './block.module.css';
import { Problem } from './problem';

export interface BlockProps<T> {
  title: string;
  /** What the block shows. What was read before stays visible beside a problem. */
  query: {
    data: T | undefined;
    error: Error | null;
    dataUpdatedAt: number;
    refetch: () => unknown;
  };
  /** Whether there is nothing to show. */
  isEmpty?: (data: T) => boolean;
  /** Shown instead of nothing: says why it is empty, and what to do. */
  empty?: ReactNode;
  /** Beside the title: filters, links. */
  actions?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A part of a view with a title, which is loading, empty, failed or filled. */
export function Block<T>({ title, query, isEmpty, empty, actions, children }: BlockProps<T>) {
  const texts = useTexts(commonTexts);
  const titleId = useId();
  const { data, error, dataUpdatedAt, refetch } = query;
  return (
    <section
      className={styles.block}
      aria-labelledby={titleId}
      aria-busy={data === undefined && error === null}
    >
      <header className={styles.header}>
        <h2 id={titleId}>{title}</h2>
        {actions}
      </header>
      {error !== null && (
        <Problem
          error={error}
          since={data === undefined ? undefined : new Date(dataUpdatedAt)}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined && error === null && <p className={styles.quiet}>{texts.loading}</p>}
      {data !== undefined &&
        (isEmpty?.(data) === true ? <p className={styles.quiet}>{empty}</p> : children(data))}
    </section>
  );
}
