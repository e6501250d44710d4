import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type Schemas, unlessLive, useCanWrite, useWatch } from '../../../api';
import { Age, Block, Money, Sparkline, Star } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { todayTexts } from '../../../i18n/texts/today';
import { csvColumns, DEFAULT_COLUMNS } from '../../offers/columns/columns';
import { csvAddress, hasFilters, jsonAddress, readQuery } from '../../offers/query';
import { REFRESH_MS } from '../refresh';
import styles from './fast.module.css';
import { capLeftText, placeOf } from './figures';
import { FastFilters } from './filters';
import { fastOffersQuery, fastSearch } from './query';

type Offer = Schemas['Offer'];

const route = getRouteApi('/');

/** The offers that convert fast and often, by their score. */
export function FastOffers() {
  const texts = useTexts(todayTexts);
  const offersNames = useTexts(offersTexts);
  const formats = useFormats();
  const search = route.useSearch();
  const list = readQuery(fastSearch(search)).query;
  const { priority: _, ...filtered } = list;
  const query = useQuery({
    ...fastOffersQuery(search),
    refetchInterval: () => unlessLive(REFRESH_MS),
  });
  return (
    <Block
      title={texts.fast}
      query={query}
      isEmpty={({ offers }) => offers.length === 0}
      empty={hasFilters(filtered) ? texts.noOffersHere : texts.noOffers}
      actions={
        <>
          <FastFilters />
          <span className={styles.ways}>
            {query.data !== undefined && <span>{offersNames.count(formats.number(query.data.total))}</span>}
            <a href={csvAddress(list, csvColumns(DEFAULT_COLUMNS))} download>
              {texts.csv}
            </a>
            <a href={jsonAddress(list)}>{texts.json}</a>
            <Link to="/offers" search={fastSearch(search)}>
              {texts.moreFilters} →
            </Link>
          </span>
        </>
      }
    >
      {({ offers }) => (
        <table className={styles.table} aria-label={texts.score}>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">{texts.watch}</span>
              </th>
              <th scope="col">{texts.offer}</th>
              <th scope="col">{texts.where}</th>
              <th scope="col" className={styles.number}>
                {texts.price}
              </th>
              <th scope="col">{texts.last}</th>
              <th scope="col">{texts.hours}</th>
              <th scope="col" className={styles.number}>
                {texts.perHour}
              </th>
              <th scope="col">{texts.gap}</th>
              <th scope="col">{texts.capLeft}</th>
            </tr>
          </thead>
          <tbody>
            {offers.map((offer) => (
              <FastRow key={offer.offerId} offer={offer} />
            ))}
          </tbody>
        </table>
      )}
    </Block>
  );
}

function FastRow({ offer }: { offer: Offer }) {
  const formats = useFormats();
  const texts = useTexts(todayTexts);
  const canWrite = useCanWrite();
  const { mutate } = useWatch();
  const { offerId, offerName, watched, conversionsPerHour, usualGapSeconds, spark } = offer;
  return (
    <tr>
      <td>
        <Star
          isOn={watched}
          name={offerName ?? offerId}
          isDisabled={!canWrite}
          onToggle={() => mutate({ offerId, watched: !watched })}
        />
      </td>
      <td className={styles.name}>
        <span className={styles.dim}>{offerId}</span>{' '}
        <Link to="/offers/$offerId" params={{ offerId }} preload={false} title={offerName ?? undefined}>
          {offerName ?? offerId}
        </Link>
      </td>
      <td className={styles.place}>{placeOf(offer)}</td>
      <td className={styles.number}>
        <Money amount={offer.payout} currency={offer.currency} />
      </td>
      <td>
        <Age at={offer.lastConversionAt} />
      </td>
      <td>{spark !== null && <Sparkline values={spark} />}</td>
      <td className={styles.number}>
        {conversionsPerHour === null ? '–' : formats.number(conversionsPerHour, { maximumFractionDigits: 1 })}
      </td>
      <td>{usualGapSeconds === null ? '–' : formats.duration(usualGapSeconds)}</td>
      <td data-label={texts.capLeft}>{capLeftText(offer, formats, texts.perDay)}</td>
    </tr>
  );
}
