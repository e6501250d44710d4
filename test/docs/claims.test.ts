import { startTestApi } from '../api/test-api';
import { badCalls, callsOf, missingScripts, scriptsOf } from './check-commands';
import { missingPlaces, placesOf } from './check-places';
import { type RouteDocument, routesOf, unknownRoutes } from './check-routes';
import { settingsOf, unknownSettings } from './check-settings';
import { readPages, toPage } from './read-pages';

const pages = readPages();

let api: Awaited<ReturnType<typeof startTestApi>>;
let document: RouteDocument;

beforeAll(async () => {
  api = await startTestApi();
  document = (await api.request('/docs/json', { headers: { host: 'localhost' } }))
    .body as unknown as RouteDocument;
});

afterAll(() => api.stop());

test('every npm script on a page exists', () => {
  expect(pages.flatMap(({ text }) => scriptsOf(text)).length).toBeGreaterThan(20);
  expect(pages.flatMap(missingScripts)).toEqual([]);
});

test('every command on a page is valid, with its options and arguments', () => {
  expect(pages.flatMap(callsOf).length).toBeGreaterThan(20);
  expect(pages.flatMap(badCalls)).toEqual([]);
});

test('every link and every file on a page exists', () => {
  expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(40);
  expect(pages.flatMap(placesOf).length).toBeGreaterThan(20);
  expect(pages.flatMap((page) => missingPlaces(page, pages))).toEqual([]);
});

test('every setting on a page exists', () => {
  expect(pages.flatMap(settingsOf).length).toBeGreaterThan(40);
  expect(pages.flatMap(unknownSettings)).toEqual([]);
});

test('every route on a page is in the API document, with its method and parameters', () => {
  expect(pages.flatMap(routesOf).length).toBeGreaterThan(40);
  expect(pages.flatMap((page) => unknownRoutes(page, document))).toEqual([]);
});

test('each check finds what does not exist', () => {
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
    'docs/wrong.md: the link nowhere.md has no target',
    'docs/wrong.md: the link #another has no target',
    'docs/wrong.md: src/nowhere.ts does not exist',
    'docs/wrong.md: test/nowhere.ts does not exist',
  ]);
  expect(unknownSettings(page)).toEqual([
    'docs/wrong.md: there is no setting FULL_SYNC_PAGES',
    'docs/wrong.md: there is no setting HIGH_SYNC_EVER',
  ]);
  expect(unknownRoutes(page, document)).toEqual([
    'docs/wrong.md:  /api/jobs: no such route',
    'docs/wrong.md: POST /api/offers: the route has no POST',
    'docs/wrong.md: GET /api/syncs: the route has no parameter colour',
  ]);
});
