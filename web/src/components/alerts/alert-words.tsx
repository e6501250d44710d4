import type { Schemas } from '../../api';
import { type Formats, type TextsOf, useFormats, useTexts } from '../../i18n';
import { alertWordsTexts } from '../../i18n/texts/alert-words';
import { describePayout } from '../changes/describe';

type Alert = Pick<Schemas['Alert'], 'kind' | 'facts' | 'startedAt' | 'endedAt'>;
type Payout = Pick<Schemas['Offer'], 'payout' | 'currency'>;
type Texts = TextsOf<typeof alertWordsTexts>;

/** What an alert says, in a few words. */
export function AlertWords({ alert }: { alert: Alert }) {
  return <>{describeAlert(alert, useTexts(alertWordsTexts), useFormats())}</>;
}

/** What {@link AlertWords} shows. */
export function describeAlert(alert: Alert, texts: Texts, formats: Formats): string {
  return [describeFacts(alert, texts, formats), describeEnd(alert, texts, formats)]
    .filter(Boolean)
    .join(' · ');
}

function describeFacts({ kind, facts }: Alert, texts: Texts, formats: Formats): string {
  const { number, duration, percent } = formats;
  const fact = (name: string) => Number(facts[name] ?? 0);
  switch (kind) {
    case 'conversion_stopped':
      return texts.silentNow(duration(fact('silentForSeconds')), duration(fact('usualGapSeconds')));
    case 'conversion_slowed':
      return texts.slower(number(fact('seen')), number(Math.round(fact('expected'))));
    case 'cap_reached':
      return texts.capUsed(percent(fact('percent') / 100));
    case 'network_silent':
      return texts.networkSilent;
    case 'mirror_stale':
      return texts.mirrorStale;
    case 'mass_change':
      return texts.massChange(number(fact('offers')));
    case 'status_changed':
      return `${String(facts.from)} → ${String(facts.to)}`;
    case 'payout_changed': {
      const [from, to] = [facts.from, facts.to] as [Payout, Payout];
      return describePayout([from.payout, to.payout], [from.currency, to.currency], formats);
    }
  }
}

function describeEnd({ startedAt, endedAt }: Alert, texts: Texts, { duration }: Formats): string {
  if (endedAt === null) return '';
  return texts.ended(duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000));
}
