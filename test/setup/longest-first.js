const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take a minute and more on two cores, the longest first: each of them could run alone at the end. */
const LONGEST = [
  'faults/network/requests/outage-long',
  'faults/alerts/killed-often',
  'faults/secret-leak/secret-leak',
  'faults/database/restarts',
  'deploy/built',
  'syncs/two-mirrors',
  'faults/processes/start-loses-servers',
  'faults/processes/worker-killed-often',
  'faults/processes/temporal-restarted',
  'faults/database/clock-behind',
  'faults/workers/several-workers',
  'cli/commands/read-commands',
  'system/start',
  'docs/readme',
  'faults/alerts/killed-before-record',
  'faults/network/requests/outage',
  'browser/views',
].map((name) => `/test/${name}.test.ts`);

/**
 * The position of a file in `LONGEST`, or behind all of them.
 *
 * @param {{ path: string }} test
 */
function rank({ path }) {
  const position = LONGEST.findIndex((end) => path.endsWith(end));
  return position < 0 ? LONGEST.length : position;
}

/** Jest's own order, in which a file of unknown duration is ordered by its size, but with the longest files first. */
module.exports = class LongestFirst extends Sequencer {
  static LONGEST = LONGEST;

  /** @param {{ path: string }[]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
};
