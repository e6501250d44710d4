import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import { Button } from './button';
import styles from './dialog.module.css';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Called for the button, Escape, and a click beside the dialog. */
  onClose: () => void;
  children: ReactNode;
  /** Buttons beside "Close". */
  actions?: ReactNode;
}

/** A modal dialog: it keeps the focus, and gives it back when it closes. */
export function Dialog({ title, isOpen, onClose, children, actions }: DialogProps) {
  const texts = useTexts(commonTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current!;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  return (
    // The keyboard closes it with Escape, which is the event `cancel`.
    // eslint-disable-next-line jsx-a11y-x/click-events-have-key-events, jsx-a11y-x/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {isOpen && (
        <div className={styles.content}>
          <h2 id={titleId}>{title}</h2>
          {children}
          <div className={styles.actions}>
            {actions}
            <Button onClick={onClose}>{texts.close}</Button>
          </div>
        </div>
      )}
    </dialog>
  );
}
