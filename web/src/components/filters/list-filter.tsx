import { useState } from 'react';
import type { Schemas } from '../../api';
import { useFormats, useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import { offersTexts, statusTexts } from '../../i18n/texts/offers';
import styles from './filters.module.css';
import { listOptions, toggleValue } from './options';
import { Popup } from './popup';

/** With fewer values there is nothing to look for. */
const FIND_FROM = 10;

export interface ListFilterProps {
  filter: keyof Schemas['OfferFacets'];
  /** Undefined: they are being read. */
  values: readonly { value: string; offers: number | null }[] | undefined;
  chosen: readonly string[];
  onChange: (values: string[] | undefined) => void;
}

/** Chooses several values of a filter. */
export function ListFilter({ filter, values: read, chosen, onChange }: ListFilterProps) {
  const values = read ?? [];
  const texts = useTexts(offersTexts);
  const common = useTexts(commonTexts);
  const statuses = useTexts(statusTexts);
  const formats = useFormats();
  const [find, setFind] = useState('');
  const nameOf = (value: string) => (filter === 'status' && isStatus(value) ? statuses[value] : value);
  const { options, hidden } = listOptions(values, chosen, find);
  const label = chosen.length === 0 ? texts[filter] : `${texts[filter]}: ${shorten(chosen.map(nameOf))}`;
  return (
    <Popup label={label} isSet={chosen.length > 0}>
      {values.length >= FIND_FROM && (
        <input
          type="search"
          value={find}
          placeholder={texts.findValue(texts[filter])}
          aria-label={texts.findValue(texts[filter])}
          onChange={({ target }) => setFind(target.value)}
        />
      )}
      {options.map(({ value, offers, isChosen }) => (
        <label key={value}>
          <input type="checkbox" checked={isChosen} onChange={() => onChange(toggleValue(chosen, value))} />
          <bdi className={styles.value}>{nameOf(value)}</bdi>
          {offers !== null && <span className={styles.offers}>{formats.number(offers)}</span>}
        </label>
      ))}
      {options.length === 0 && <p>{read === undefined ? common.loading : texts.noValue}</p>}
      {hidden > 0 && <p>{texts.moreValues(formats.number(hidden))}</p>}
    </Popup>
  );
}

function isStatus(value: string): value is keyof typeof statusTexts {
  return value in statusTexts;
}

const SHOWN_VALUES = 2;

/** The first values, and how many more there are. */
function shorten(values: readonly string[]): string {
  const rest = values.length - SHOWN_VALUES;
  return values.slice(0, SHOWN_VALUES).join(', ') + (rest > 0 ? ` +${rest}` : '');
}
