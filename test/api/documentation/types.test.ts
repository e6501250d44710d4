import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { startTestApi } from '../test-api';

/** What a program that uses the generated types writes. The comments name the mistakes that the compiler must find. */
const PROGRAM = `
import type { components, operations } from './api';

type Offer = components['schemas']['Offer'];
type Query = NonNullable<operations['listOffers']['parameters']['query']>;
type Page = operations['listOffers']['responses'][200]['content']['application/json'];
type Csv = operations['listConversionList']['responses'][200]['content']['text/csv'];
type Run = operations['getSync']['responses'][200]['content']['application/json'];
type Refusal = operations['startFullSync']['responses'][409]['content']['application/json'];

export const query: Query = { country: ['PT', 'ES'], status: ['Active'], ids: ['1'], sortBy: 'payout', limit: 10 };
export const path: operations['getOffer']['parameters']['path'] = { offerId: '1' };

export function describe(page: Page, run: Run, refusal: Refusal, csv: Csv): string {
  const names: (string | null)[] = page.offers.map((offer: Offer) => offer.offerName);
  const problem: components['schemas']['Problem'] = refusal;
  const pages: number | null | undefined = run.audit?.pagesRead;
  const sync: components['schemas']['Sync'] = run;
  return [names, problem.message, pages, sync.links.self, page.nextCursor?.length, csv.trim()].join();
}
// @ts-expect-error: not a status
export const status: Query = { status: ['Gone'] };
// @ts-expect-error: not a parameter
export const typo: Query = { contry: ['PT'] };
// @ts-expect-error: may be null
export const payout = (offer: Offer): string => offer.payout;
// @ts-expect-error: not a field
export const price = (offer: Offer): unknown => offer.price;
`;

/** Type-checks the files, and returns what the compiler has to say. */
function compile(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'api-types-'));
  try {
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const program = ts.createProgram(paths, {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: [],
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText, start, file }) =>
        [file?.fileName, start, ts.flattenDiagnosticMessageText(messageText, '\n')].join(': '),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('openapi-typescript generates named types that a program can use', async () => {
  const api = await startTestApi();
  try {
    const { text } = await api.request('/docs/json');
    const { default: generate, astToString } = await import('openapi-typescript');
    const types = astToString(await generate(text));

    expect(compile({ 'api.ts': types, 'program.ts': PROGRAM })).toEqual([]);
  } finally {
    await api.stop();
  }
});
