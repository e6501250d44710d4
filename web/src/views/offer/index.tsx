import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ApiProblem, offerQuery, type Schemas, useCanWrite, useWatch } from '../../api';
import { Badge, Button, Problem, Star, type Tone } from '../../components';
import { useFormats, useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import { offerTexts } from '../../i18n/texts/offer';
import { statusTexts } from '../../i18n/texts/offers';
import { Facts } from './facts/facts';
import { TrackingLink } from './facts/tracking-link';
import { OfferAlerts } from './history/alerts';
import { Changes } from './history/changes';
import styles from './offer.module.css';
import { describeRhythm } from './rhythm/describe-rhythm';
import { Week } from './rhythm/week';
import { Watch } from './watch/watch-form';

const route = getRouteApi('/offers/$offerId');

/** One offer: what it is, how often it converts, what changed, and whether it is watched. */
export function OfferView() {
  const { offerId } = route.useParams();
  const texts = useTexts(offerTexts);
  const { loading } = useTexts(commonTexts);
  const { data, error, dataUpdatedAt, refetch } = useQuery(offerQuery(offerId));
  const isUnknown = error instanceof ApiProblem && error.status === 404;
  return (
    <div className={styles.view}>
      <p>
        <Link to="/offers">← {texts.back}</Link>
      </p>
      {isUnknown && <Unknown offerId={offerId} />}
      {error !== null && !isUnknown && (
        <Problem
          error={error}
          since={data === undefined ? undefined : new Date(dataUpdatedAt)}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined && error === null && <p>{loading}</p>}
      {data !== undefined && !isUnknown && <Filled offer={data} />}
    </div>
  );
}

function Filled({ offer }: { offer: Schemas['Offer'] }) {
  const { offerId, currency } = offer;
  return (
    <>
      <Title offer={offer} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Rhythm offer={offer} />
          <Week offerId={offerId} />
          <Changes offerId={offerId} currency={currency} />
          <OfferAlerts offerId={offerId} />
        </div>
        <div className={styles.column}>
          <Facts offer={offer} />
          <TrackingLink link={offer.offerUrl} />
          <Watch offer={offer} />
          <Raw offer={offer} />
        </div>
      </div>
    </>
  );
}

const TONES: Record<NonNullable<Schemas['Offer']['status']>, Tone> = {
  Active: 'good',
  Paused: 'bad',
  Blocked: 'bad',
  Unknown: 'dim',
};

function Title({ offer: { offerId, offerName, status, watched } }: { offer: Schemas['Offer'] }) {
  const statuses = useTexts(statusTexts);
  const canWrite = useCanWrite();
  const { mutate } = useWatch();
  const name = offerName ?? offerId;
  return (
    <header className={styles.title}>
      <Star
        isOn={watched}
        name={name}
        isDisabled={!canWrite}
        onToggle={() => mutate({ offerId, watched: !watched })}
      />
      <h1>
        <bdi>{name}</bdi>
      </h1>
      <code>{offerId}</code>
      {status !== null && <Badge tone={TONES[status]}>{statuses[status]}</Badge>}
    </header>
  );
}

function Rhythm({ offer }: { offer: Schemas['Offer'] }) {
  const texts = useTexts(offerTexts);
  const formats = useFormats();
  return (
    <section className={styles.card}>
      <h2>{texts.rhythm}</h2>
      <p className={styles.sentences}>{describeRhythm(offer, texts, formats).join(' ')}</p>
    </section>
  );
}

function Raw({ offer }: { offer: Schemas['Offer'] }) {
  const texts = useTexts(offerTexts);
  return (
    <details className={styles.card}>
      <summary>{texts.raw}</summary>
      <p>
        <a href={`api/offers/${encodeURIComponent(offer.offerId)}`}>/api/offers/{offer.offerId}</a>
      </p>
      {/* It can have the focus, so that it is scrolled by the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex */}
      <pre className={styles.raw} tabIndex={0}>
        {JSON.stringify(offer, null, 2)}
      </pre>
    </details>
  );
}

function Unknown({ offerId }: { offerId: string }) {
  const texts = useTexts(offerTexts);
  const navigate = useNavigate();
  return (
    <>
      <p role="alert">{texts.unknown(offerId)}</p>
      <form
        className={styles.find}
        role="search"
        action={(form) => {
          const search = form.get('search');
          void navigate({
            to: '/offers',
            search: { search: typeof search === 'string' ? search : undefined },
          });
        }}
      >
        <input type="search" name="search" maxLength={200} defaultValue={offerId} aria-label={texts.find} />
        <Button type="submit" kind="main">
          {texts.find}
        </Button>
      </form>
    </>
  );
}
