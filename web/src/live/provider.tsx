import { type Query, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { sessionQuery, setLive } from '../api';
import { learnServerTime } from '../time';
import { affectedBy, isAffected } from './affected';
import { connect, type LiveStatus } from './connection';
import type { LiveMessage } from './message';
import { showProgress } from './progress';
import { openEvents } from './read-events';
import { refreshQueries } from './refresh';
import { createRefresher } from './refresher';

const StatusContext = createContext<LiveStatus>({ kind: 'connecting' });

/** Whether what is shown follows the mirror. */
export function useLive(): LiveStatus {
  return useContext(StatusContext);
}

/** Keeps what is shown up to date: events refresh the queries that they affect. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>({ kind: 'connecting' });
  useEffect(() => {
    const refresher = createRefresher(
      (affected) =>
        void refreshQueries(
          client,
          ({ queryKey }) => affected === undefined || isAffected(queryKey, affected),
        ),
    );
    // A stream without a position to continue from: only the queries that are older than it can have missed a change.
    let older = new WeakSet<Query>();
    const catchUp = createRefresher(() => void refreshQueries(client, (query) => older.has(query)));
    const onMessage = (message: LiveMessage, isGap: boolean) => {
      if (message.event === 'ready' || message.event === 'mirror')
        learnServerTime(message.data.now, Date.now());
      if (message.event === 'run') showProgress(client, message.data);
      if (message.event === 'ready' && isGap) {
        older = new WeakSet(client.getQueryCache().getAll());
        catchUp.add(undefined);
      } else refresher.add(affectedBy(message));
    };
    const connection = connect({
      open: openEvents,
      onMessage,
      onStatus(next) {
        setLive(next.kind === 'live');
        setStatus(next);
      },
      onUnauthorized: () => void client.invalidateQueries(sessionQuery),
      now: () => Date.now(),
      isHidden: () => document.hidden,
    });
    const stopListening = listen({
      visibilitychange: () => (document.hidden ? connection.hide() : connection.wake()),
      online: connection.reconnect,
      offline: connection.reconnect,
    });
    return () => {
      stopListening();
      connection.close();
      refresher.stop();
      catchUp.stop();
      setLive(false);
    };
  }, [client]);
  return <StatusContext value={status}>{children}</StatusContext>;
}

function listen(handlers: Record<'visibilitychange' | 'online' | 'offline', () => void>): () => void {
  const targets = Object.entries(handlers).map(([name, handler]) => ({
    target: name === 'visibilitychange' ? document : window,
    name,
    handler,
  }));
  for (const { target, name, handler } of targets) target.addEventListener(name, handler);
  return () => {
    for (const { target, name, handler } of targets) target.removeEventListener(name, handler);
  };
}
