#!/usr/bin/env node
// collects sooner: half the memory of an import for a tenth more of its time
require('node:v8').setFlagsFromString('--heap-growing-percent=70');
require('../../.build.cjs');
const { run } = require('../../dist/apps/cli/src/main.js');
const { version } = require('../../package.json');

void run(process.argv.slice(2), version).then((code) => (process.exitCode = code));
