import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n';
import { alertsTexts } from '../../i18n/texts/alerts';
import styles from './alerts.module.css';
import { AlertFilters } from './list/filters';
import { AlertList } from './list/list';
import { Channels } from './sending/channels';
import { MuteDialog } from './sending/mute-dialog';
import { Mutes } from './sending/mutes';
import type { NewMute } from './sending/queries';
import { Watchlist } from './watchlist/watchlist';

const route = getRouteApi('/alerts');

/** The alerts, the watch list, what is muted, and the channels that alerts are sent to. */
export function AlertsView() {
  const texts = useTexts(alertsTexts);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [mute, setMute] = useState<NewMute>();
  return (
    <div className={styles.view}>
      <h1 className="hidden">{texts.title}</h1>
      <div className={styles.column}>
        <AlertFilters
          search={search}
          onChange={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        />
        <AlertList
          search={search}
          onMute={({ kind, offerId }) => setMute({ kind, offerId: offerId ?? undefined })}
        />
      </div>
      <div className={styles.column}>
        <Watchlist />
        <Mutes onAdd={() => setMute({})} />
        <Channels />
      </div>
      {mute !== undefined && <MuteDialog initial={mute} onClose={() => setMute(undefined)} />}
    </div>
  );
}
