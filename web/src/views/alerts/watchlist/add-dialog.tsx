import { useState } from 'react';
import { Button, Dialog, Problem } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import styles from '../alerts.module.css';
import { useWatchlist, type WatchSettings } from './queries';
import { MAX_IDS, readIds } from './read-ids';
import { SettingsFields } from './settings-fields';

const DEFAULTS: WatchSettings = { note: null, sensitivity: 'usual', after: null };

/**
 * Adds many offers at once. Those that are watched already keep each setting that is not changed here. Says which of the
 * ids the mirror does not know.
 */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(watchlistTexts);
  const { number, list } = useFormats();
  const [text, setText] = useState('');
  const [changes, setChanges] = useState<Partial<WatchSettings>>({});
  const { watch } = useWatchlist();
  const ids = readIds(text);
  const isTooMany = ids.length > MAX_IDS;
  const result = watch.data;
  return (
    <Dialog
      title={texts.addTitle}
      isOpen
      onClose={onClose}
      actions={
        <Button
          kind="main"
          disabled={ids.length === 0 || isTooMany || watch.isPending}
          onClick={() => watch.mutate({ offerIds: ids, ...changes })}
        >
          {texts.addNow}
        </Button>
      }
    >
      <label className={styles.field}>
        {texts.ids}
        <textarea rows={5} value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <p className={isTooMany ? styles.bad : styles.dim}>
        {isTooMany ? texts.tooMany : texts.idsFound(number(ids.length))}
      </p>
      <SettingsFields
        settings={{ ...DEFAULTS, ...changes }}
        onChange={(change) => setChanges({ ...changes, ...change })}
      />
      <div role="status">
        {result !== undefined && (
          <>
            <p>{texts.added(number(result.added.length), number(result.existing.length))}</p>
            {result.unknown.length > 0 && <p className={styles.bad}>{texts.unknown(list(result.unknown))}</p>}
          </>
        )}
      </div>
      {watch.error !== null && <Problem error={watch.error} />}
    </Dialog>
  );
}
