import type { Schemas } from '../../../api';
import { Badge, type Tone } from '../../../components';
import { type Formats, type TextsOf, useFormats, useTexts } from '../../../i18n';
import { todayTexts } from '../../../i18n/texts/today';

type Alert = Schemas['Alert'];
type Texts = TextsOf<typeof todayTexts>;

const NAMES = {
  conversion_stopped: ['stopped', 'bad', '◐'],
  conversion_slowed: ['slowed', 'warn', '◔'],
  cap_reached: ['capReached', 'warn', '◧'],
  network_silent: ['network', 'bad', '◐'],
  mass_change: ['mass', 'bad', '■'],
  mirror_stale: ['stale', 'bad', '▲'],
  status_changed: ['paused', 'bad', '■'],
  payout_changed: ['payout', 'busy', '▲'],
} as const satisfies Record<Alert['kind'], [name: keyof Texts, tone: Tone, sign: string]>;

/** The kind of an alert, in a word with a sign. */
export function AlertBadge({ alert }: { alert: Alert }) {
  const texts = useTexts(todayTexts);
  const [name, tone, sign] = NAMES[alert.kind];
  return (
    <Badge tone={alert.state === 'ended' ? 'dim' : tone} sign={sign}>
      {texts[name]}
    </Badge>
  );
}

/** What an alert says, in a few words. */
export function AlertWords({ alert }: { alert: Alert }) {
  const texts = useTexts(todayTexts);
  const formats = useFormats();
  return (
    <>
      {[describeFacts(alert, texts, formats), describeEnd(alert, texts, formats)].filter(Boolean).join(' · ')}
    </>
  );
}

function describeFacts({ kind, facts }: Alert, texts: Texts, { number, duration, percent }: Formats): string {
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
    case 'payout_changed':
      return '';
  }
}

function describeEnd({ startedAt, endedAt }: Alert, texts: Texts, { duration }: Formats): string {
  if (endedAt === null) return '';
  return texts.ended(duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000));
}
