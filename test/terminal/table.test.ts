import stringWidth from 'string-width';
import { renderTable } from '../../src/terminal/table';
import { sanitizeText } from '../../src/terminal/text';

const columns = [
  { title: 'ID', read: ({ id }: Row) => String(id), align: 'right' as const },
  { title: 'NAME', read: ({ name }: Row) => name, isElastic: true as const },
  { title: 'END', read: () => 'x' },
];

interface Row {
  id: number;
  name: string;
}

test('columns are aligned, numbers to the right', () => {
  expect(
    renderTable(columns, [
      { id: 7, name: 'seven' },
      { id: 1234, name: 'b' },
    ]),
  ).toEqual(['  ID  NAME   END', '   7  seven  x', '1234  b      x']);
});

test('nothing is truncated in a pipe; on a screen an elastic column is, with an ellipsis', () => {
  const rows = [{ id: 1, name: 'a name that is much longer than the screen is wide' }];

  expect(renderTable(columns, rows)[1]).toContain(rows[0]!.name);
  const onScreen = renderTable(columns, rows, 30);
  expect(onScreen[1]).toContain('a name that is mu');
  expect(onScreen[1]).toContain('…');
  for (const line of onScreen) expect(stringWidth(line)).toBeLessThanOrEqual(30);
});

test('the widest elastic column is truncated first', () => {
  const two = [
    ...columns,
    { title: 'WHY', read: () => 'a reason of 30 characters, long', isElastic: true as const },
  ];
  const [, line] = renderTable(two, [{ id: 1, name: 'a short name' }], 50);

  expect(stringWidth(line!)).toBeLessThanOrEqual(50);
  expect(line).toContain('a short name');
  expect(line).toContain('a reason of');
});

test('an optional column is left out if the table is too wide with all elastic columns at their minimum', () => {
  const four = [
    ...columns,
    {
      title: 'WHERE',
      read: () => 'another elastic text',
      isElastic: true as const,
      isOptional: true as const,
    },
    { title: 'FIXED', read: () => '1234567890' },
  ];
  const rows = [{ id: 1, name: 'a name of 24 characters.' }];

  expect(renderTable(four, rows, 60)[0]).toContain('WHERE');
  const narrow = renderTable(four, rows, 40);
  expect(narrow[0]).toMatch(/^ID +NAME +END +FIXED$/);
  // The room of the column that was left out goes to the others.
  expect(narrow[1]).toContain('a name of 2');
  for (const line of narrow) expect(stringWidth(line)).toBeLessThanOrEqual(40);
});

test('no table is wider than the screen, also if nothing in it is elastic', () => {
  const fixed = [1, 2, 3].map((n) => ({ title: `T${n}`, read: ({ name }: Row) => name.repeat(n) }));

  for (const width of [80, 40, 20]) {
    for (const line of renderTable(fixed, [{ id: 1, name: '0123456789動画サイト' }], width)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  }
});

test('a detail is a line of its own below its row, truncated to the screen', () => {
  const rows = [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ];
  const readDetail = ({ id }: Row) => (id === 1 ? 'why it\nhappened, at length' : '');

  expect(renderTable(columns, rows, 20, readDetail)).toEqual([
    'ID  NAME  END',
    ' 1  a     x',
    '  why it happened, …',
    ' 2  b     x',
  ]);
});

test('wide characters and emoji do not shift the columns', () => {
  const lines = renderTable(columns, [
    { id: 1, name: '動画サイト' },
    { id: 2, name: '👩‍👩‍👧 family' },
    { id: 3, name: 'é' },
  ]);

  const positions = lines.map((line) => stringWidth(line.slice(0, line.lastIndexOf(' '))));
  expect(new Set(positions).size).toBe(1);
});

test('text from outside cannot control a terminal', () => {
  const hostile = '\x1b[2J\x1b]0;title\x07red\x1b[31m\r\nnext\u202Eright\u0085\u2028';

  const text = sanitizeText(hostile);

  expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(text).toContain('red');
  expect(renderTable(columns, [{ id: 1, name: hostile }]).join('')).not.toMatch(/\p{Cc}/u);
});
