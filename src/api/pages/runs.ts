import { SYNC_KINDS } from '../../domain/run';
import type { SyncPage } from '../routes/syncs/list';
import { type Html, html } from './html';
import type { PageContext } from './layout';
import { renderRunTable } from './run-table';

/** Renders the list of runs, with links to the runs of each kind and to the next page. */
export function renderRuns({ syncs, nextCursor }: SyncPage, query: string, context: PageContext): Html {
  const kinds = new URLSearchParams(query).getAll('kind').flatMap((value) => value.split(','));
  const list = `${context.root}api/syncs`;
  const filter = (name: string, search: string, isCurrent: boolean) =>
    isCurrent ? html`<b>${name}</b>` : html`<a href="${list}${search}">${name}</a>`;
  const filters = SYNC_KINDS.map((kind) =>
    filter(kind === 'refresh' ? kind : kind.toUpperCase(), `?kind=${kind}`, kinds.join() === kind),
  );
  const older = new URLSearchParams(query);
  older.set('cursor', nextCursor ?? '');
  return html`<section class="wide">
    <p class="filters">${filter('all', '', kinds.length === 0)} ${filters}</p>
    ${syncs.length === 0 ? html`<p class="none">No runs.</p>` : renderRunTable(syncs, context)}
    ${nextCursor === null ? '' : html`<p class="more"><a href="${list}?${older.toString()}">Older runs</a></p>`}
  </section>`;
}
