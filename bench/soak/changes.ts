import { drawNumbers } from '../../harness/random-numbers';
import type { Sandbox } from '../../src/sandbox';

const EVERY_MS = 250;

/** Offers that are paused or have left at any time; more of them come back than go. */
const AWAY = 200;

/** Let offers pause, leave, come, come back, convert, convert no more, and change their payout, until told to stop. */
export function liveOn({ catalogue }: Sandbox): { stop: () => void } {
  const next = drawNumbers(5);
  const away: string[] = [];
  const live = () => {
    const ids = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
    const any = () => ids[Math.floor(next() * ids.length)]!;
    const gone = any();
    if (next() < 0.5 ? catalogue.pause(gone) : catalogue.remove(gone)) away.push(gone);
    if (away.length > AWAY) {
      const back = away.shift()!;
      if (!catalogue.resume(back)) catalogue.add(back);
    }
    if (next() < 0.2) catalogue.add();
    catalogue.convert(any());
    catalogue.stopConverting(any());
    catalogue.setField(any(), { payout: (next() * 10).toFixed(3) });
  };
  const timer = setInterval(live, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
