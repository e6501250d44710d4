import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';

/** The view `queues`. */
export function QueuesView() {
  const texts = useTexts(shellTexts);
  return <h1>{texts.queues}</h1>;
}
