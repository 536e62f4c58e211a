// Jest's sequencer.
const { default: Sequencer } = require('@jest/test-sequencer');

/** The walks by the README, and the engine on servers: begun last, one of them would keep all but one core idle. */
const isLong = ({ path }) => /[\\/](tour|on-servers)\.[^\\/]*$/.test(path);

module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
