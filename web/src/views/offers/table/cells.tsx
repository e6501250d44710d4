import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import type { Schemas } from '../../../api';
import { Age, Badge, Money, Sparkline, type Tone } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { offersTexts, statusTexts } from '../../../i18n/texts/offers';
import type { ColumnId } from '../columns/columns';
import styles from './table.module.css';

type Offer = Schemas['Offer'];

const TONES: Record<NonNullable<Offer['status']>, Tone> = {
  Active: 'good',
  Paused: 'bad',
  Blocked: 'bad',
  Unknown: 'dim',
};

/** The network's status, in a word. Null: not known. */
function Status({ status }: { status: Offer['status'] }) {
  const texts = useTexts(statusTexts);
  return status === null ? <span>–</span> : <Badge tone={TONES[status]}>{texts[status]}</Badge>;
}

/** The name as a link to the offer, with its id, and its status unless it is Active. */
export function Name({ offer }: { offer: Offer }) {
  const { offerId, offerName, status } = offer;
  return (
    <>
      <small>{offerId}</small>{' '}
      <OfferLink offerId={offerId} title={offerName ?? undefined}>
        <bdi>{offerName?.trim() || offerId}</bdi>
      </OfferLink>{' '}
      {status !== 'Active' && <Status status={status} />}
    </>
  );
}

/** A link of the router costs a third of a frame where dozens of rows come into sight at once: it follows the address. */
function OfferLink({
  offerId,
  title,
  children,
}: {
  offerId: string;
  title?: string | undefined;
  children: ReactNode;
}) {
  const navigate = useNavigate();
  const open = (event: MouseEvent) => {
    // With a modifier, the browser opens a tab or a window.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate({ to: '/offers/$offerId', params: { offerId } });
  };
  return (
    // Relative to the root of the page, as all its addresses.
    <a href={`offers/${encodeURIComponent(offerId)}`} title={title} onClick={open}>
      {children}
    </a>
  );
}

/** Country, carrier and flow. */
export function Where({ offer: { country, countryName, carrier, flow } }: { offer: Offer }) {
  return (
    <>
      <span title={countryName ?? undefined}>{country}</span> {carrier} <small>{flow}</small>
    </>
  );
}

/** What is left of the cap, as a bar and in words. */
export function CapLeft({ offer: { capLeftPercent, dailyCap, dailyCapKind } }: { offer: Offer }) {
  const texts = useTexts(offersTexts);
  const formats = useFormats();
  const perDay =
    dailyCapKind === 'count' && dailyCap !== null ? texts.perDay(formats.number(dailyCap)) : undefined;
  if (capLeftPercent === null) return <>{dailyCapKind === 'open' ? texts.openCap : (perDay ?? '–')}</>;
  return (
    <span title={perDay}>
      <meter
        aria-hidden="true"
        className={styles.meter}
        min={0}
        max={100}
        low={20}
        high={50}
        optimum={100}
        value={capLeftPercent}
      />{' '}
      {formats.percent(capLeftPercent / 100)}
    </span>
  );
}

function Figure({ value }: { value: number | null }) {
  const formats = useFormats();
  const digits = value !== null && value < 10 ? 1 : 0;
  return <>{value === null ? '–' : formats.number(value, { maximumFractionDigits: digits })}</>;
}

function Duration({ seconds }: { seconds: number | null }) {
  const formats = useFormats();
  return <>{seconds === null ? '–' : formats.duration(seconds)}</>;
}

/** What each column shows of an offer. */
export const CELLS: Record<ColumnId, (offer: Offer) => ReactNode> = {
  offer: (offer) => <Name offer={offer} />,
  where: (offer) => <Where offer={offer} />,
  payout: ({ payout, currency }) => <Money amount={payout} currency={currency} />,
  last: ({ lastConversionAt }) => (lastConversionAt === null ? '–' : <Age at={lastConversionAt} />),
  day: ({ spark }) => (spark === null ? '–' : <Sparkline values={spark} />),
  perHour: ({ conversionsPerHour }) => <Figure value={conversionsPerHour} />,
  gap: ({ usualGapSeconds }) => <Duration seconds={usualGapSeconds} />,
  cap: (offer) => <CapLeft offer={offer} />,
  status: ({ status }) => <Status status={status} />,
  vertical: ({ vertical }) => vertical,
  score: ({ score }) => <Figure value={score} />,
  silent: ({ silentForSeconds }) => <Duration seconds={silentForSeconds} />,
  seen: ({ observedAt }) => <Age at={observedAt} />,
  updated: ({ updatedAt }) => <Age at={updatedAt} />,
};
