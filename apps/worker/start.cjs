// collects sooner: half the memory of an import for a tenth more of its time
require('node:v8').setFlagsFromString('--heap-growing-percent=70');
require('../../.build.cjs');
require('../../dist/apps/worker/src/main.js');
