import { ApiProblem, type ProblemKind } from '../../api';
import { useFormats, useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import { Button } from '../controls/button';
import styles from './block.module.css';

const SENTENCES = {
  unreachable: 'unreachable',
  unauthorized: 'loginNeeded',
  forbidden: undefined,
  busy: 'busy',
  refused: undefined,
  failed: undefined,
} as const satisfies Record<ProblemKind, string | undefined>;

export interface ProblemProps {
  error: Error;
  /** When the data that is still shown was read. Undefined: none is shown. */
  since?: Date | undefined;
  onRetry?: () => void;
}

/** What went wrong, in a sentence, and how to try again. */
export function Problem({ error, since, onRetry }: ProblemProps) {
  const texts = useTexts(commonTexts);
  const formats = useFormats();
  const sentence = error instanceof ApiProblem ? SENTENCES[error.kind] : undefined;
  return (
    <div className={styles.problem} role="alert">
      <p>
        {sentence === undefined ? error.message : texts[sentence]}
        {since !== undefined && ` ${texts.stale(formats.time(since))}`}
      </p>
      {onRetry !== undefined && <Button onClick={onRetry}>{texts.retry}</Button>}
    </div>
  );
}
