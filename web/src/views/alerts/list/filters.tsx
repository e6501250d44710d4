import { Toggle } from '../../../components';
import { useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import styles from '../alerts.module.css';
import { ALERT_KINDS, type AlertsSearch } from '../search';

interface FiltersProps {
  search: AlertsSearch;
  onChange: (change: Partial<AlertsSearch>) => void;
}

/** The filters of the list of alerts. */
export function AlertFilters({ search, onChange }: FiltersProps) {
  const texts = useTexts(alertsTexts);
  const { kinds, state, mine, unacknowledged, offerId } = search;
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <div className={styles.filters}>
      <span role="group" aria-label={texts.state} className={styles.line}>
        {(['open', 'ended'] as const).map((each) => (
          <Toggle
            key={each}
            label={texts[each]}
            isOn={state === each}
            onToggle={() => onChange({ state: state === each ? undefined : each })}
          />
        ))}
      </span>
      <Toggle
        label={texts.mine}
        isOn={mine === true}
        onToggle={() => onChange({ mine: mine === true ? undefined : true })}
      />
      <Toggle
        label={texts.unknownOnly}
        isOn={unacknowledged === true}
        onToggle={() => onChange({ unacknowledged: unacknowledged === true ? undefined : true })}
      />
      <select
        aria-label={texts.kind}
        value={kinds?.length === 1 ? kinds[0] : ''}
        onChange={({ target }) => {
          const kind = ALERT_KINDS.find((each) => each === target.value);
          onChange({ kinds: kind === undefined ? undefined : [kind] });
        }}
      >
        <option value="">
          {kinds === undefined ? texts.allKinds : kinds.map((each) => texts[each]).join(', ')}
        </option>
        {ALERT_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {texts[kind]}
          </option>
        ))}
      </select>
      {offerId !== undefined && (
        <Toggle label={texts.ofOffer(offerId)} isOn onToggle={() => onChange({ offerId: undefined })} />
      )}
      {isFiltered && (
        <button
          type="button"
          className={styles.clear}
          onClick={() =>
            onChange({
              kinds: undefined,
              state: undefined,
              mine: undefined,
              unacknowledged: undefined,
              offerId: undefined,
            })
          }
        >
          {texts.clear}
        </button>
      )}
    </div>
  );
}
