import type { ReactNode } from 'react';
import styles from './badge.module.css';

/** How good or bad something is. Each tone has a sign of its own, so that color is never the only one. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'dim';

const SIGNS: Record<Tone, string> = { good: '✓', busy: '●', warn: '▲', bad: '■', dim: '–' };

/** A short word with a sign. `sign` replaces that of the tone. */
export function Badge({ tone, sign, children }: { tone: Tone; sign?: string; children: ReactNode }) {
  return (
    <span className={`${styles.badge} ${styles[tone]}`}>
      <span aria-hidden="true">{sign ?? SIGNS[tone]}</span> {children}
    </span>
  );
}
