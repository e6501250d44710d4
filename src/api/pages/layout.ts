import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatAge } from '../../format/duration';
import { negotiateFormat } from '../formats/negotiate';
import { toProblem } from '../plugins/problems';
import { allowOnly } from '../plugins/security-headers';
import type { Reads } from '../reads';
import { type Html, html } from './html';
import { STYLE_ELEMENT, STYLE_SOURCE } from './style';

const REFRESH_SECONDS = 5;

/** Route options of a page: it may use its own style and nothing else, so no scripts, no requests, no framing. */
export const PAGE_HELMET = {
  contentSecurityPolicy: { useDefaults: false, directives: allowOnly({ 'style-src': [STYLE_SOURCE] }) },
};

/** What the main part of a page needs. */
export interface PageContext {
  nowMs: number;
  /** The path from this page to the root of the API, such as `../`: links also work below a path of a proxy. */
  root: string;
}

interface Page {
  title: string;
  /** Reload every 5 seconds. */
  refreshes: boolean;
  renderMain: (context: PageContext) => Promise<Html>;
}

/** Whether the client is a browser, which gets a page instead of JSON unless it asks for a format. */
export function wantsPage(request: FastifyRequest): boolean {
  const { format } = request.query as { format?: string };
  return format === undefined && negotiateFormat(request) === 'pretty';
}

/**
 * Responds with a page: its header says what is mirrored, and whether the last runs failed. If the database or Temporal
 * cannot be reached, the page has the status 503 and says so.
 */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  reads: Reads,
  page: Page,
): Promise<FastifyReply> {
  const path = request.url.split('?')[0]!;
  const context = { nowMs: Date.now(), root: '../'.repeat(path.split('/').length - 2) };
  void reply.header('cache-control', 'no-store').header('vary', 'accept').type('text/html; charset=utf-8');
  try {
    const [source, lastRuns, main] = await Promise.all([
      reads.readSource(),
      reads.readLastFinished(),
      page.renderMain(context),
    ]);
    return await reply.send(
      renderPage(page, context, source, html`${renderFailures(lastRuns, context)}${main}`),
    );
  } catch (error) {
    const { statusCode, message } = toProblem(error as Error);
    if (statusCode !== 503) throw error;
    const retry = page.refreshes ? ` This page retries every ${REFRESH_SECONDS} s.` : '';
    const problem = html`<p class="problem">${message}${retry}</p>`;
    return reply.code(503).send(renderPage(page, context, null, problem));
  }
}

function renderPage(
  { title, refreshes }: Page,
  { nowMs, root }: PageContext,
  source: string | null,
  main: Html,
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshes ? html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}" />` : ''}
        <title>${title} · Mobipium sync</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${renderSource(source)}
          <p>${clock(nowMs)} UTC${refreshes ? `, refreshes every ${REFRESH_SECONDS} s` : ''}</p>
          <nav>
            <a href="${root}api/queues">queues</a><a href="${root}api/syncs">runs</a
            ><a href="${root}api/schedules">schedules</a><a href="${root}api/health/ready">health</a
            ><a href="${root}docs/">API</a>
          </nav>
        </header>
        <main>${main}</main>
      </body>
    </html> `.text;
}

/** Offers of the sandbox are invented, and must not be taken for real ones. */
function renderSource(source: string | null): Html | undefined {
  if (source === null) return undefined;
  if (source !== 'sandbox') return html`<p>${source}</p>`;
  return html`<span class="pill sandbox" title="The offers are invented: no token is set.">sandbox</span>`;
}

function renderFailures(
  lastRuns: Awaited<ReturnType<Reads['readLastFinished']>>,
  { nowMs }: PageContext,
): Html[] {
  return (['high', 'full'] as const).flatMap((kind) => {
    const last = lastRuns[kind];
    if (last?.status !== 'failed' || last.error === null) return [];
    const ago = formatAge(nowMs - Date.parse(last.finishedAt));
    return html`<p class="problem">
      The last ${kind.toUpperCase()} failed ${ago} ago: ${last.error}. The command <code>doctor</code> checks
      the settings and says what to do.
    </p>`;
  });
}

function clock(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(11, 19);
}
