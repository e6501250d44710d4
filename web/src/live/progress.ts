import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { KEYS, type Schemas } from '../api';
import type { LiveMessage } from './events/message';

type RunEvent = Extract<LiveMessage, { event: 'run' }>['data'];
type Sync = Schemas['Sync'];
type Page = Schemas['SyncPage'];

/** Puts the progress of a run into what is shown of it, without a request. */
export function showProgress(client: QueryClient, event: RunEvent): void {
  if (event.edge !== 'progress') return;
  client.setQueriesData<unknown>({ queryKey: [KEYS.runs] }, (shown: unknown) => withProgress(shown, event));
}

/** A run, a page of runs or several pages, with the progress. Anything else stays as it is. */
export function withProgress(shown: unknown, event: RunEvent): unknown {
  if (isPages(shown)) return { ...shown, pages: shown.pages.map((page) => inPage(page, event)) };
  if (isPage(shown)) return inPage(shown, event);
  return isSync(shown) ? inRun(shown, event) : shown;
}

function inPage(page: Page, event: RunEvent): Page {
  return { ...page, syncs: page.syncs.map((sync) => inRun(sync, event)) };
}

function inRun(sync: Sync, { workflowId, runId, progress }: RunEvent): Sync {
  const isSame = sync.workflowId === workflowId && sync.runId === runId && sync.status === 'running';
  return isSame ? { ...sync, progress } : sync;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isPages = (value: unknown): value is InfiniteData<Page> => isObject(value) && 'pages' in value;
const isPage = (value: unknown): value is Page => isObject(value) && 'syncs' in value;
const isSync = (value: unknown): value is Sync => isObject(value) && 'runId' in value && 'progress' in value;
