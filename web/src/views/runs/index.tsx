import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';

/** The view `runs`. */
export function RunsView() {
  const texts = useTexts(shellTexts);
  return <h1>{texts.runs}</h1>;
}
