import type { Schemas } from '../../api';
import { useTexts } from '../../i18n';
import { runTexts } from '../../i18n/texts/run';
import { Badge } from '../figures/badge';
import { toneOf } from './outcome';

/** The status of a run. */
export function RunStatus({ status }: { status: Schemas['Sync']['status'] }) {
  const texts = useTexts(runTexts);
  return <Badge tone={toneOf(status)}>{texts[status]}</Badge>;
}
