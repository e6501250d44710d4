const { default: Sequencer } = require('@jest/test-sequencer');

/** It waits for five minutes on any machine: as the last file it would run alone. */
const LONGEST = /outage-long\.test\.ts$/;

/** Jest's own order, in which a file of unknown duration is ordered by its size, but with the longest file first. */
module.exports = class LongestFirst extends Sequencer {
  /** @param {{ path: string }[]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isLongest = ({ path }) => LONGEST.test(path);
    return [...sorted.filter(isLongest), ...sorted.filter((test) => !isLongest(test))];
  }
};
