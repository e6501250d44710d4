import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { schedulesQuery, type Schemas } from '../../../api';
import { Age, Money } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { changesTexts } from '../../../i18n/texts/changes';
import { offerTexts } from '../../../i18n/texts/offer';
import { readInterval } from '../../../time';
import styles from '../offer.module.css';
import { requestedBy } from './cadence';
import { webLinkOf } from './web-link';

type Offer = Schemas['Offer'];

/** What the network states about an offer, and which runs request it. */
export function Facts({ offer }: { offer: Offer }) {
  const texts = useTexts(offerTexts);
  const { list } = useFormats();
  const fields = useTexts(changesTexts);
  const stale = Object.keys(offer.stale ?? {});
  const nameOf = (field: string) => (field in fields ? fields[field as 'payout'] : field);
  return (
    <section className={styles.card} aria-label={texts.facts}>
      {offer.statusConfirmed === false && <p className={styles.warn}>{texts.unconfirmed}</p>}
      <dl className={styles.facts}>
        <Fact name={texts.payout}>
          <Money amount={offer.payout} currency={offer.currency} />
        </Fact>
        <Fact name={texts.where}>
          {[offer.countryName ?? offer.country, offer.carrier, offer.flow].filter(Boolean).join(' · ') ||
            null}
        </Fact>
        <Fact name={texts.last}>
          <Age at={offer.lastConversionAt} />{' '}
          {offer.lastConvRaw !== null && <small>{texts.asStated(offer.lastConvRaw)}</small>}
        </Fact>
        <Fact name={texts.cap}>
          <Cap offer={offer} />
        </Fact>
        <Fact name={texts.vertical}>{offer.vertical}</Fact>
        <Fact name={texts.model}>{offer.model}</Fact>
        <Fact name={texts.traffic}>{offer.typeTraffic}</Fact>
        <Fact name={texts.timeFrame}>{offer.timeFrame}</Fact>
        <Fact name={texts.restrictions}>{offer.trafficRestrictions}</Fact>
        <Fact name={texts.landingPage}>
          {offer.landingPage !== null && <Address text={offer.landingPage} />}
        </Fact>
        <Fact name={texts.thumbnails}>
          {offer.thumbnails !== null && <Address text={offer.thumbnails} />}
        </Fact>
        <Fact name={texts.observed}>
          <Age at={offer.observedAt} />
        </Fact>
        <Fact name={texts.firstObserved}>
          <Age at={offer.firstObservedAt} />
        </Fact>
      </dl>
      {stale.length > 0 && <p className={styles.warn}>{texts.stale(list(stale.map(nameOf)))}</p>}
      <Cadence offer={offer} />
    </section>
  );
}

/** A value that the network does not state is left out. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === false || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Cap({ offer: { dailyCap, dailyCapKind, capLeftPercent } }: { offer: Offer }) {
  const texts = useTexts(offerTexts);
  const { number, percent } = useFormats();
  const limit =
    dailyCapKind === 'open'
      ? texts.capOpen
      : dailyCap === null
        ? undefined
        : dailyCapKind === 'percent'
          ? percent(dailyCap / 100)
          : number(dailyCap);
  const left = capLeftPercent === null ? undefined : texts.capLeft(percent(capLeftPercent / 100));
  return <>{[limit, left].filter(Boolean).join(', ') || '–'}</>;
}

/** A text as a link if it is a web address. */
export function Address({ text }: { text: string }) {
  const address = webLinkOf(text);
  if (address === undefined) return <span className={styles.long}>{text}</span>;
  return (
    <a className={styles.long} href={address} target="_blank" rel="noreferrer noopener">
      {text}
    </a>
  );
}

function Cadence({ offer }: { offer: Offer }) {
  const texts = useTexts(offerTexts);
  const { duration } = useFormats();
  const { data } = useQuery(schedulesQuery);
  const run = requestedBy(offer);
  if (run === 'none') return <p className={styles.quiet}>{texts.requestedByNone}</p>;
  const seconds = readInterval(data?.schedules.find(({ kind }) => kind === run)?.every ?? '');
  const every = seconds === undefined ? texts.asItRuns : duration(seconds);
  return (
    <p className={styles.quiet}>
      {run === 'high' ? texts.requestedByHigh(every) : texts.requestedByFull(every)}
    </p>
  );
}
