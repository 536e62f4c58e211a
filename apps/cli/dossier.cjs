#!/usr/bin/env node
// collects sooner: less than half the memory of an import for a tenth more of its time
const { setFlagsFromString } = require('node:v8');
setFlagsFromString('--heap-growing-percent=40');
// megabytes, of the threads: what a step of the read models folds outlives any new space, and the heap grows by its size too
setFlagsFromString('--max-semi-space-size=4');
require('../../.build.cjs');
const { run } = require('../../dist/apps/cli/src/main.js');
const { version } = require('../../package.json');

void run(process.argv.slice(2), version).then((code) => (process.exitCode = code));
