import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';

/** The view `alerts`. */
export function AlertsView() {
  const texts = useTexts(shellTexts);
  return <h1>{texts.alerts}</h1>;
}
