import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import styles from './filters.module.css';

/** How long the typing must pause before it filters, in milliseconds. */
const TYPING_PAUSE_MS = 300;

export interface TextFilterProps {
  label: string;
  /** The text of the address. */
  value: string;
  onChange: (value: string | undefined) => void;
  /** A number, with its label before the field. Default: a text, with the label within the field. */
  isNumber?: boolean;
  /** Of the field of a text. */
  className?: string | undefined;
  ref?: RefObject<HTMLInputElement | null>;
}

/** A filter that is typed. It filters when the typing pauses, and at once with Enter. */
export function TextFilter({ label, value, onChange, isNumber = false, className, ref }: TextFilterProps) {
  const [typed, setTyped] = useState<string>();
  const commit = () => {
    if (typed !== undefined) onChange(typed === '' ? undefined : typed);
    setTyped(undefined);
  };
  const commitAfterPause = useEffectEvent(commit);
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(() => commitAfterPause(), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const input = (
    <input
      ref={ref}
      className={isNumber ? styles.number : className}
      type={isNumber ? 'text' : 'search'}
      inputMode={isNumber ? 'decimal' : 'search'}
      maxLength={200}
      value={typed ?? value}
      placeholder={isNumber ? undefined : label}
      aria-label={isNumber ? undefined : label}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => {
        if (key === 'Enter') commit();
      }}
    />
  );
  if (!isNumber) return input;
  return (
    <label>
      {label} {input}
    </label>
  );
}
