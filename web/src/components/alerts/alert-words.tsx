import type { Schemas } from '../../api';
import { type Formats, type TextsOf, useFormats, useTexts } from '../../i18n';
import { alertWordsTexts } from '../../i18n/texts/alert-words';

type Alert = Pick<Schemas['Alert'], 'kind' | 'facts' | 'startedAt' | 'endedAt'>;
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

function describeFacts(
  { kind, facts }: Alert,
  texts: Texts,
  { number, duration, percent, money }: Formats,
): string {
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
      return texts.changed(String(facts.from), String(facts.to));
    case 'payout_changed': {
      const write = (value: unknown) => {
        const { payout, currency } = value as { payout: string | null; currency: string | null };
        return payout === null ? '–' : money(payout, currency);
      };
      return texts.changed(write(facts.from), write(facts.to));
    }
  }
}

function describeEnd({ startedAt, endedAt }: Alert, texts: Texts, { duration }: Formats): string {
  if (endedAt === null) return '';
  return texts.ended(duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000));
}
