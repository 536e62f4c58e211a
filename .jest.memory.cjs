// Jest's global setup. Keeps the files of tests in memory where there is room: to wait for a disk took most of their time.
const { statfsSync } = require('node:fs');

const MEMORY = '/dev/shm';
const ENOUGH = 2 ** 31; // bytes, for all tests that run at once; a container often has 64 MB

module.exports = () => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize > ENOUGH) process.env.TMPDIR ??= MEMORY;
  } catch {
    // not every system has it
  }
};
