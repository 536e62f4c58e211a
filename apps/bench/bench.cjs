require('../../.build.cjs');
require('../../dist/apps/bench/src/main.js');
