import { lendApi } from '../api/lend-api';
import { badCalls, callsOf, missingScripts, scriptsOf } from './check-commands';
import { missingPlaces, placesOf } from './check-places';
import { type RouteDocument, routesOf, unknownRoutes } from './check-routes';
import { settingsOf, unknownSettings } from './check-settings';
import { readPages, toPage } from './read-pages';

const pages = readPages();

let api: Awaited<ReturnType<typeof lendApi>>;
let document: RouteDocument;

beforeAll(async () => {
  api = await lendApi();
  document = (await api.ask('/docs/json', { headers: { host: 'localhost' } }))
    .body as unknown as RouteDocument;
});

afterAll(() => api.stop());

test('every npm script that a page names exists', () => {
  expect(pages.flatMap(({ text }) => scriptsOf(text)).length).toBeGreaterThan(20);
  expect(pages.flatMap(missingScripts)).toEqual([]);
});

test('every command of ours that a page shows would be taken, with its options and arguments', () => {
  expect(pages.flatMap(callsOf).length).toBeGreaterThan(20);
  expect(pages.flatMap(badCalls)).toEqual([]);
});

test('every link of a page leads somewhere, and every file that it names is there', () => {
  expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(40);
  expect(pages.flatMap(placesOf).length).toBeGreaterThan(20);
  expect(pages.flatMap((page) => missingPlaces(page, pages))).toEqual([]);
});

test('every setting that a page names is read by somebody', () => {
  expect(pages.flatMap(settingsOf).length).toBeGreaterThan(40);
  expect(pages.flatMap(unknownSettings)).toEqual([]);
});

test('every route that a page names is in the document of the API, with its method and parameters', () => {
  expect(pages.flatMap(routesOf).length).toBeGreaterThan(40);
  expect(pages.flatMap((page) => unknownRoutes(page, document))).toEqual([]);
});

test('what is not there is found, of each kind', () => {
  const block = (...lines: string[]) => ['```sh', ...lines, '```', ''].join('\n');
  const page = toPage(
    'docs/wrong.md',
    block(
      'npm run sync',
      'npm run cli -- sync everything',
      'npm run cli -- sync full --max-page 3',
      'npm run cli -- sync full --status Sleeping',
      'npm run cli -- status now',
      'npx tsx test/nowhere.ts > test/written-by-it.ts',
      'HIGH_SYNC_EVER=5m npm start',
      'curl -X POST http://127.0.0.1:3000/api/offers',
      "curl 'http://127.0.0.1:3000/api/syncs?colour=red'",
    ) +
      '# A heading\n`FULL_SYNC_PAGES`, `/api/jobs`, `worker --queue x`, `src/nowhere.ts`, ' +
      '[no page](nowhere.md), [no heading](#another), [this one](#a-heading)',
  );

  expect(missingScripts(page)).toEqual(['docs/wrong.md: there is no script sync']);
  expect(badCalls(page)).toEqual([
    'docs/wrong.md: sync everything: there is no command everything',
    'docs/wrong.md: sync full --max-page 3: it has no --max-page',
    expect.stringContaining("'Sleeping' is invalid") as string,
    'docs/wrong.md: status now: it takes no now',
    'docs/wrong.md: worker --queue x: it has no --queue',
  ]);
  expect(missingPlaces(page, [page])).toEqual([
    'docs/wrong.md: the link nowhere.md leads nowhere',
    'docs/wrong.md: the link #another leads nowhere',
    'docs/wrong.md: there is no src/nowhere.ts',
    'docs/wrong.md: there is no test/nowhere.ts',
  ]);
  expect(unknownSettings(page)).toEqual([
    'docs/wrong.md: nobody reads FULL_SYNC_PAGES',
    'docs/wrong.md: nobody reads HIGH_SYNC_EVER',
  ]);
  expect(unknownRoutes(page, document)).toEqual([
    'docs/wrong.md:  /api/jobs: there is no such route',
    'docs/wrong.md: POST /api/offers: it knows no POST',
    'docs/wrong.md: GET /api/syncs: it has no parameter colour',
  ]);
});
