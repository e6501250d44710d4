import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api';
import { useFormats, useTexts } from '../../i18n';
import { sandboxTexts } from '../../i18n/texts/sandbox';
import styles from './strip.module.css';

const OFFERS_SHOWN = 5;

const SENTENCES = {
  broken_page: 'isBroken_page',
  vanished_offers: 'isVanished_offers',
  slow: 'isSlow',
  refused_token: 'isRefused_token',
  other: 'isOther',
} as const;

/** What is broken in the sandbox, in one line. */
export function BrokenNow({ sandbox }: { sandbox: Schemas['Sandbox'] }) {
  const texts = useTexts(sandboxTexts);
  const { faults, paused, silent } = sandbox;
  if (faults.length + paused.length + silent.length === 0)
    return <p className={styles.intact}>✓ {texts.intact}</p>;
  return (
    <p className={styles.broken}>
      ▲ {texts.now}{' '}
      {faults.map(({ name }, index) => (
        <span key={index}>{texts[SENTENCES[name]]}</span>
      ))}
      {paused.length > 0 && (
        <span>
          {texts.paused}: <OfferLinks ids={paused} />
        </span>
      )}
      {silent.length > 0 && (
        <span>
          {texts.silent}: <OfferLinks ids={silent} />
        </span>
      )}
    </p>
  );
}

function OfferLinks({ ids }: { ids: readonly string[] }) {
  const texts = useTexts(sandboxTexts);
  const { number } = useFormats();
  const hidden = ids.length - OFFERS_SHOWN;
  return (
    <>
      {ids.slice(0, OFFERS_SHOWN).map((offerId, index) => (
        <span key={offerId}>
          {index > 0 && ', '}
          <Link to="/offers/$offerId" params={{ offerId }}>
            {offerId}
          </Link>
        </span>
      ))}
      {hidden > 0 && ` (${texts.more(number(hidden))})`}
    </>
  );
}
