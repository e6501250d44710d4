import { actionOf, moveRow, type PressedKey } from '../../../web/src/views/offers/table/input/keys';

const press = (key: string, more: Partial<PressedKey> = {}) =>
  actionOf({
    key,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    target: { tagName: 'BODY' },
    ...more,
  });

test.each([
  ['j', 'next'],
  ['k', 'previous'],
  ['G', 'last'],
  ['s', 'star'],
  ['/', 'search'],
  ['?', 'help'],
  ['Enter', 'open'],
  ['x', undefined],
])('%s is %s', (key, action) => {
  expect(press(key)).toBe(action);
});

test('no key does anything while a text is written, or together with Ctrl, Alt or Meta', () => {
  for (const tagName of ['INPUT', 'TEXTAREA', 'SELECT'])
    expect(press('j', { target: { tagName } })).toBeUndefined();
  expect(press('s', { target: { tagName: 'P', isContentEditable: true } })).toBeUndefined();
  expect(press('s', { isComposing: true })).toBeUndefined();
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey'])
    expect(press('k', { [modifier]: true })).toBeUndefined();
});

test('Enter is left to the link or the button that has the focus', () => {
  expect(press('Enter', { target: { tagName: 'A' } })).toBeUndefined();
  expect(press('Enter', { target: { tagName: 'BUTTON' } })).toBeUndefined();
  expect(press('j', { target: { tagName: 'A' } })).toBe('next');
});

test('moving stops at both ends', () => {
  expect(moveRow('next', undefined, 3)).toBe(0);
  expect(moveRow('next', 2, 3)).toBe(2);
  expect(moveRow('previous', 0, 3)).toBe(0);
  expect(moveRow('last', 0, 12_000)).toBe(11_999);
  expect(moveRow('next', 5, 0)).toBeUndefined();
});
