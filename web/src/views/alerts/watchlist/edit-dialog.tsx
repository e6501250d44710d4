import { useState } from 'react';
import type { Schemas } from '../../../api';
import { Button, Dialog, Problem } from '../../../components';
import { useTexts } from '../../../i18n';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import { useWatchlist, type WatchSettings } from './queries';
import { SettingsFields } from './settings-fields';

/** Changes the settings of a watched offer. Its mute stays as it is, also if it was set elsewhere since. */
export function EditDialog({ offer, onClose }: { offer: Schemas['WatchedOffer']; onClose: () => void }) {
  const texts = useTexts(watchlistTexts);
  const { offerId, note, sensitivity, after } = offer;
  const [settings, setSettings] = useState<WatchSettings>({ note, sensitivity, after });
  const { watch } = useWatchlist();
  return (
    <Dialog
      title={texts.editTitle(offerId)}
      isOpen
      onClose={onClose}
      actions={
        <Button
          kind="main"
          disabled={watch.isPending}
          onClick={() => watch.mutate({ offerIds: [offerId], ...settings }, { onSuccess: onClose })}
        >
          {texts.save}
        </Button>
      }
    >
      <SettingsFields settings={settings} onChange={(change) => setSettings({ ...settings, ...change })} />
      {watch.error !== null && <Problem error={watch.error} />}
    </Dialog>
  );
}
