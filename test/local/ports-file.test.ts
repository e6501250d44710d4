import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPortsFile } from '../../src/local/ports-file';

let folder: string;
let notices: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mobipium-ports-'));
  notices = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openPortsFile(folder, (sentence) => notices.push(sentence));

test('the first start prefers the well-known ports', () => {
  const ports = open();

  expect([ports.preferred('api'), ports.preferred('temporal'), ports.preferred('temporalUi')]).toEqual([
    3000, 7233, 8233,
  ]);
});

test('a later start prefers the ports of the last one, and an unchanged port needs no notice', () => {
  open().keep('postgres', 15_433);
  open().keep('sandbox', 4_010);

  const ports = open();
  expect([ports.preferred('postgres'), ports.preferred('sandbox'), ports.preferred('api')]).toEqual([
    15_433, 4_010, 3_000,
  ]);
  ports.keep('postgres', 15_433);
  expect(notices).toEqual(['Port 15432 is in use: PostgreSQL uses 15433.']);
  expect(readdirSync(folder)).toEqual(['ports.json']);
});

test.each(['', '{"api":', '[]', '{"api":"3001"}', '{"api":0}', '{"temporal":70000}'])(
  'a damaged file counts as empty: %s',
  (content) => {
    writeFileSync(join(folder, 'ports.json'), content);

    expect([open().preferred('api'), open().preferred('temporal')]).toEqual([3000, 7233]);
    open().keep('api', 3_005);
    expect(open().preferred('api')).toBe(3_005);
  },
);
