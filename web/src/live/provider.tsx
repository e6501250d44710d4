import { type Query, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { sessionQuery, setLive } from '../api';
import { learnServerTime } from '../time';
import { affectedBy, isAffected } from './affected';
import { hasFailed, showDatabaseAway } from './database-away';
import { connect, type LiveStatus as ConnectionStatus } from './events/connection';
import type { LiveMessage } from './events/message';
import { openEvents } from './events/read-events';
import { showProgress } from './progress';
import { refreshQueries } from './refresh';
import { createRefresher } from './refresher';

/** Whether events arrive, and whether the mirror can be read. */
export type LiveStatus =
  | ConnectionStatus
  /** Events arrive, and the database is away. `since`: when the page learnt it. Undefined: before the page was opened. */
  | { kind: 'databaseAway'; since: number | undefined };

const StatusContext = createContext<LiveStatus>({ kind: 'connecting' });

/** Whether what is shown follows the mirror. */
export function useLive(): LiveStatus {
  return useContext(StatusContext);
}

/** Keeps what is shown up to date: events refresh the queries that they affect. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [status, setStatus] = useState<ConnectionStatus>({ kind: 'connecting' });
  const [databaseAway, setDatabaseAway] = useState<{ since: number | undefined }>();
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
    // A request that failed is not repeated by the events that follow: they may be about something else.
    const retry = createRefresher(() => void refreshQueries(client, hasFailed));
    let database: 'up' | 'away' | undefined;
    const onDatabase = (next: 'up' | 'away') => {
      const before = database;
      database = next;
      if (next === 'up') {
        if (before === 'away') retry.add(undefined);
        setDatabaseAway(undefined);
      } else {
        const wasUp = showDatabaseAway(client) || before === 'up';
        if (before !== 'away') setDatabaseAway({ since: wasUp ? Date.now() : undefined });
      }
    };
    const onMessage = (message: LiveMessage, isGap: boolean) => {
      if (message.event === 'ready' || message.event === 'mirror')
        learnServerTime(message.data.now, Date.now());
      if (message.event === 'ready') retry.add(undefined);
      if (message.event === 'mirror') onDatabase(message.data.database);
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
      retry.stop();
      setLive(false);
    };
  }, [client]);
  const shown: LiveStatus =
    status.kind === 'live' && databaseAway !== undefined ? { kind: 'databaseAway', ...databaseAway } : status;
  return <StatusContext value={shown}>{children}</StatusContext>;
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
