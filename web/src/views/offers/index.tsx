import { useTexts } from '../../i18n';
import { shellTexts } from '../../i18n/texts/shell';

/** The view `offers`. */
export function OffersView() {
  const texts = useTexts(shellTexts);
  return <h1>{texts.offers}</h1>;
}
