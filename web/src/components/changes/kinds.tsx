import type { Schemas } from '../../api';
import { useTexts } from '../../i18n';
import { changesTexts } from '../../i18n/texts/changes';
import { Badge, type Tone } from '../figures/badge';

export type ChangeKind = Schemas['OfferChange']['kinds'][number];

const LOOKS: Record<ChangeKind, [tone: Tone, sign: string]> = {
  paused: ['bad', '■'],
  blocked: ['bad', '■'],
  gone: ['bad', '✕'],
  resumed: ['good', '✓'],
  payout: ['busy', '▲'],
  cap: ['warn', '◧'],
  cap_usage: ['dim', '◧'],
  new: ['busy', '+'],
  name: ['dim', '·'],
  link: ['dim', '·'],
  other: ['dim', '·'],
};

/** The kind of a change, in a word with a sign. */
export function ChangeBadge({ kind }: { kind: ChangeKind }) {
  const texts = useTexts(changesTexts);
  const [tone, sign] = LOOKS[kind];
  return (
    <Badge tone={tone} sign={sign}>
      {texts[kind]}
    </Badge>
  );
}
