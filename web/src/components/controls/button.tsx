import type { ComponentProps } from 'react';
import styles from './controls.module.css';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  /** `main`: what the view is for. `danger`: cannot be undone. Default: `plain`. */
  kind?: 'plain' | 'main' | 'danger';
}

/** A button of the page's look. */
export function Button({ kind = 'plain', type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={`${styles.button} ${styles[kind]}`} {...props} />;
}
