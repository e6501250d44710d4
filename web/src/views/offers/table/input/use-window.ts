import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useState } from 'react';
import { type KeyAction, moveRow } from './keys';
import { useMedia } from './use-media';

/** Heights in pixels. What a finger touches is 44 high. */
const ROW_HEIGHT = { mouse: 34, finger: 48, card: 116 };

/** Rows beyond the ones in sight that are there already. */
const OVERSCAN = 12;

/** The rows in sight of a long list, and where the keyboard is in it. */
export interface RowWindow {
  first: number;
  last: number;
  indexes: number[];
  /** Heights of the rows before and after, in pixels. */
  before: number;
  after: number;
  current: number | undefined;
  setCurrent: (row: number | undefined) => void;
  /** The row whose link gets the focus. */
  focused: number | undefined;
  onFocused: () => void;
  move: (action: KeyAction) => void;
}

export interface WindowOptions {
  rowCount: number;
  /** The element that scrolls; null before it is there. */
  scroller: HTMLElement | null;
  /** Whether the rows are cards, on a phone. */
  areCards: boolean;
}

/** The window of a list. */
export function useWindow({ rowCount, scroller, areCards }: WindowOptions): RowWindow {
  const isTouched = useMedia('(pointer: coarse)');
  const height = areCards ? ROW_HEIGHT.card : isTouched ? ROW_HEIGHT.finger : ROW_HEIGHT.mouse;
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while rendering, and by events
  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // The heads of the table stay on top.
    scrollPaddingEnd: areCards ? 0 : height,
  });
  const [measured, setMeasured] = useState(height);
  if (measured !== height) {
    setMeasured(height);
    virtualizer.measure();
  }
  const [current, setCurrent] = useState<number>();
  const [focused, setFocused] = useState<number>();
  const items = virtualizer.getVirtualItems();
  const end = items.at(-1);
  return {
    first: items[0]?.index ?? 0,
    last: end?.index ?? 0,
    indexes: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: end === undefined ? 0 : virtualizer.getTotalSize() - end.end,
    current,
    setCurrent,
    focused,
    onFocused: useCallback(() => setFocused(undefined), []),
    move(action) {
      const next = moveRow(action, current, rowCount);
      if (next === undefined) return;
      setCurrent(next);
      setFocused(next);
      virtualizer.scrollToIndex(next, { align: 'auto' });
    },
  };
}
