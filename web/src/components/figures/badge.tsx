import type { ReactNode } from 'react';
import styles from './badge.module.css';

/** How good or bad something is. An element with `data-tone` has its color; each tone has a sign of its own, so that the color is never the only one. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'dim';

const SIGNS: Record<Tone, string> = { good: '✓', busy: '●', warn: '▲', bad: '■', dim: '–' };

/** A short word with a sign. `sign` replaces that of the tone. */
export function Badge({ tone, sign, children }: { tone: Tone; sign?: string; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      <span aria-hidden="true">{sign ?? SIGNS[tone]}</span> {children}
    </span>
  );
}
