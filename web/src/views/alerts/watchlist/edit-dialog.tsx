import { useState } from 'react';
import type { Schemas } from '../../../api';
import { Button, Dialog, Problem } from '../../../components';
import { useTexts } from '../../../i18n';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import { useWatchlist, type WatchSettings } from './queries';
import { SettingsFields } from './settings-fields';

/** Changes the settings of a watched offer. Its mute stays. */
export function EditDialog({ offer, onClose }: { offer: Schemas['WatchedOffer']; onClose: () => void }) {
  const texts = useTexts(watchlistTexts);
  const { offerId, note, sensitivity, after, mutedUntil } = offer;
  const [settings, setSettings] = useState<WatchSettings>({ note, sensitivity, after });
  const { save } = useWatchlist();
  return (
    <Dialog
      title={texts.editTitle(offerId)}
      isOpen
      onClose={onClose}
      actions={
        <Button
          kind="main"
          disabled={save.isPending}
          onClick={() => save.mutate({ offerId, mutedUntil, ...settings }, { onSuccess: onClose })}
        >
          {texts.save}
        </Button>
      }
    >
      <SettingsFields settings={settings} onChange={(change) => setSettings({ ...settings, ...change })} />
      {save.error !== null && <Problem error={save.error} />}
    </Dialog>
  );
}
