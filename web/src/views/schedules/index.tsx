import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';

/** The view `schedules`. */
export function SchedulesView() {
  const texts = useTexts(shellTexts);
  return <h1>{texts.schedules}</h1>;
}
