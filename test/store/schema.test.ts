import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../harness/servers/database';

const SCHEMA = readFileSync(join(__dirname, '../../prisma/schema.prisma'), 'utf8');

interface Column {
  column: string;
  type: string;
  isNullable: boolean;
}

/** The PostgreSQL types of Prisma's types, with their `@db` attribute if any. */
const TYPES: Record<string, string> = {
  String: 'text',
  'String[]': 'text[]',
  Int: 'integer',
  'Int @db.SmallInt': 'smallint',
  BigInt: 'bigint',
  Float: 'double precision',
  'Float[]': 'double precision[]',
  Boolean: 'boolean',
  Json: 'jsonb',
  'String @db.Uuid': 'uuid',
  'Decimal @db.Decimal': 'numeric',
  'DateTime @db.Timestamptz(6)': 'timestamp with time zone',
};

/** The tables in schema.prisma, each with its columns and the columns of its primary key. */
function readSchema(): Map<string, { columns: Column[]; key: string[] }> {
  const models = [...SCHEMA.matchAll(/^model \w+ \{\n(.*?)^\}/gms)].map(([, body]) => body!);
  return new Map(
    models.map((body) => {
      const lines = body.split('\n').map((line) => line.trim());
      const fields = lines.filter((line) => /^\w/.test(line)).map(readField);
      const compound = /@@id\(\[(.*?)\]\)/.exec(body)?.[1]?.split(', ');
      const key = fields.filter(({ name, isId }) => isId || compound?.includes(name));
      const table = /@@map\("(.*?)"\)/.exec(body)?.[1] ?? 'not mapped';
      return [table, { columns: fields.map(toColumn), key: key.map(({ column }) => column) }];
    }),
  );
}

type Field = Column & { name: string; isId: boolean };

function readField(line: string): Field {
  const [, name, base, mark, attributes] = /^(\w+)\s+(\w+)(\?|\[\])?(.*)$/.exec(line)!;
  const native = /@db\.\w+(\(\d\))?/.exec(attributes!)?.[0];
  const type =
    TYPES[[`${base}${mark === '[]' ? '[]' : ''}`, ...(native === undefined ? [] : [native])].join(' ')];
  return {
    name: name!,
    column: /@map\("(.*?)"\)/.exec(attributes!)?.[1] ?? name!,
    type: type ?? `unknown: ${line}`,
    isNullable: mark === '?',
    isId: /@id\b/.test(attributes!),
  };
}

function toColumn({ column, type, isNullable }: Column): Column {
  return { column, type, isNullable };
}

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.databaseUrl });
  pool.on('error', () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const byName = (a: Column, b: Column) => (a.column < b.column ? -1 : 1);

test('schema.prisma contains exactly the tables of the migrated database', async () => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  expect([...readSchema().keys()].toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});

test.each([...readSchema()])('the table %s matches schema.prisma', async (table, { columns, key }) => {
  const { rows } = await pool.query<Column>(
    `SELECT attname AS column, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS "isNullable"
     FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  );
  expect(columns.toSorted(byName)).toEqual(rows.toSorted(byName));
  const { rows: keys } = await pool.query<{ column: string }>(
    `SELECT attname AS column FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
     WHERE indrelid = $1::regclass AND indisprimary`,
    [table],
  );
  expect(key.toSorted()).toEqual(keys.map(({ column }) => column).toSorted());
});

test('every model and every field has a description', () => {
  const lines = SCHEMA.split('\n');
  const undescribed = lines.filter(
    (line, index) =>
      /^(model \w+ \{|  \w+\s+(String|Int|BigInt|Float|Boolean|Json|Decimal|DateTime))/.test(line) &&
      !/^\s*\/\/\//.test(lines[index - 1] ?? ''),
  );
  expect(undescribed).toEqual([]);
});

test('the indexes in schema.prisma exist', async () => {
  const named = [...SCHEMA.matchAll(/@@index\(.*map: "(\w+)"\)/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(0);
  const { rows } = await pool.query<{ name: string }>(
    `SELECT indexname AS name FROM pg_indexes WHERE indexname = ANY ($1)`,
    [named],
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
});
