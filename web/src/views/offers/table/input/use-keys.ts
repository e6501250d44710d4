import { useEffect, useEffectEvent, useState } from 'react';
import { actionOf, type KeyAction } from './keys';

const STORAGE_KEY = 'offers.keys';

/** Whether the keys of the table are used, as remembered on this device. Default: true. */
export function useKeysSetting(): [boolean, (isOn: boolean) => void] {
  const [isOn, setIsOn] = useState(readSetting);
  const change = (next: boolean) => {
    setIsOn(next);
    try {
      localStorage.setItem(STORAGE_KEY, next ? 'on' : 'off');
    } catch {
      // It holds until the page is closed.
    }
  };
  return [isOn, change];
}

function readSetting(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return true;
  }
}

/** Calls back for each key that does something in the table, unless a dialog is open or `isOn` is false. */
export function useKeys(isOn: boolean, onAction: (action: KeyAction) => void): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (document.querySelector('dialog[open]') !== null) return;
    const action = actionOf(event as KeyboardEvent & { target: HTMLElement | null });
    if (action === undefined) return;
    event.preventDefault();
    onAction(action);
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isOn]);
}
