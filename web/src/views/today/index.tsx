import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';

/** The view `today`. */
export function TodayView() {
  const texts = useTexts(shellTexts);
  return <h1>{texts.today}</h1>;
}
