import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './filters.module.css';

export interface PopupProps {
  label: ReactNode;
  /** Whether something in it is chosen: the button shows it. Default: false. */
  isSet?: boolean;
  /** The side of the button that it is aligned with. Default: left. */
  side?: 'left' | 'right';
  children: ReactNode;
}

/** A button that shows controls below it. Escape, and a click or the focus elsewhere, closes it. */
export function Popup({ label, isSet = false, side = 'left', children }: PopupProps) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const labelId = useId();
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = ({ target }: Event) => {
      if (!root.current!.contains(target as Node)) setIsOpen(false);
    };
    const closeByKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setIsOpen(false);
      button.current!.focus();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    document.addEventListener('keydown', closeByKey);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
      document.removeEventListener('keydown', closeByKey);
    };
  }, [isOpen]);
  return (
    <div className={styles.popup} ref={root}>
      <button
        ref={button}
        id={labelId}
        type="button"
        className={isSet ? styles.set : styles.unset}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label} <span aria-hidden="true">▾</span>
      </button>
      {isOpen && (
        <div
          className={side === 'right' ? `${styles.panel} ${styles.right}` : styles.panel}
          role="group"
          aria-labelledby={labelId}
        >
          {children}
        </div>
      )}
    </div>
  );
}
