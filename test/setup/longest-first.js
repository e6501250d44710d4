const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take minutes on any machine: each of them would run alone at the end. */
const LONGEST = [
  'faults/network/requests/outage-long',
  'faults/processes/worker-killed-often',
  'faults/secret-leak/secret-leak',
  'deploy/built',
  'syncs/two-mirrors',
].map((name) => `/test/${name}.test.ts`);

/** Jest's own order, in which a file of unknown duration is ordered by its size, but with the longest files first. */
module.exports = class LongestFirst extends Sequencer {
  /** @param {{ path: string }[]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isLongest = ({ path }) => LONGEST.some((name) => path.endsWith(name));
    return [...sorted.filter(isLongest), ...sorted.filter((test) => !isLongest(test))];
  }
};
