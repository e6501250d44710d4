import type { Schemas } from '../../../api';
import { Badge, type Tone } from '../../../components';
import { type TextsOf, useTexts } from '../../../i18n';
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
