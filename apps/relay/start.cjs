require('../../.build.cjs');
require('../../dist/apps/relay/src/main.js');
