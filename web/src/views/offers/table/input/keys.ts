/** What a key does in the table. */
export type KeyAction = 'next' | 'previous' | 'first' | 'last' | 'star' | 'open' | 'search' | 'help';

const ACTIONS: Record<string, KeyAction> = {
  j: 'next',
  k: 'previous',
  g: 'first',
  G: 'last',
  s: 'star',
  Enter: 'open',
  '/': 'search',
  '?': 'help',
};

/** A key that was pressed, and where. */
export interface PressedKey {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  target: { tagName?: string; isContentEditable?: boolean } | null;
}

/** What the key does. Undefined: nothing, for example because a text is being written. */
export function actionOf({ key, target, ...event }: PressedKey): KeyAction | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
  const tag = target?.tagName ?? '';
  if (['INPUT', 'TEXTAREA', 'SELECT', 'DIALOG'].includes(tag) || target?.isContentEditable === true)
    return undefined;
  const action = ACTIONS[key];
  // A link or a button that has the focus handles Enter itself.
  return action === 'open' && tag !== 'BODY' ? undefined : action;
}

/** The row after a key that moves. Undefined: there are no rows. */
export function moveRow(action: KeyAction, row: number | undefined, rows: number): number | undefined {
  if (rows === 0) return undefined;
  const last = rows - 1;
  switch (action) {
    case 'next':
      return row === undefined ? 0 : Math.min(row + 1, last);
    case 'previous':
      return row === undefined ? 0 : Math.max(row - 1, 0);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'star':
    case 'open':
    case 'search':
    case 'help':
      return row;
  }
}
