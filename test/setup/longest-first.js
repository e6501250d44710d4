const { default: Sequencer } = require('@jest/test-sequencer');

/** It waits for five minutes, whatever the machine: as the last one it would wait alone. */
const LONGEST = /network-outage-long\.test\.ts$/;

/** Jest's own order, in which a file whose time is not known yet comes by its size, but for the longest: that begins. */
module.exports = class LongestFirst extends Sequencer {
  /** @param {import('@jest/test-result').Test[]} tests */
  async sort(tests) {
    const usual = await super.sort(tests);
    const isLongest = ({ path }) => LONGEST.test(path);
    return [...usual.filter(isLongest), ...usual.filter((test) => !isLongest(test))];
  }
};
