import { createRandom } from '../../harness/random';
import type { Sandbox } from '../../src/sandbox';

const EVERY_MS = 250;

/** The number of offers that are paused or removed at any time. */
const MAX_AWAY = 200;

/** Change the catalogue until `stop`: offers are paused, removed, restored and added, and change conversions and payouts. */
export function churnCatalogue({ catalogue }: Sandbox): { stop: () => void } {
  const random = createRandom(5);
  const away: string[] = [];
  const changeSome = () => {
    const ids = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
    const any = () => ids[Math.floor(random() * ids.length)]!;
    const leaving = any();
    if (random() < 0.5 ? catalogue.pause(leaving) : catalogue.remove(leaving)) away.push(leaving);
    if (away.length > MAX_AWAY) {
      const back = away.shift()!;
      if (!catalogue.resume(back)) catalogue.add(back);
    }
    if (random() < 0.2) catalogue.add();
    catalogue.convert(any());
    catalogue.stopConverting(any());
    catalogue.setField(any(), { payout: (random() * 10).toFixed(3) });
  };
  const timer = setInterval(changeSome, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
