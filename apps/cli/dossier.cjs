#!/usr/bin/env node
require('../../.build.cjs');
const { run } = require('../../dist/apps/cli/src/main.js');
const { version } = require('../../package.json');

void run(process.argv.slice(2), version).then((code) => (process.exitCode = code));
