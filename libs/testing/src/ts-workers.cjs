// Starts a TypeScript program whose worker threads are TypeScript too: what .jest.setup.cjs does under Jest.
const { resolve } = require('node:path');
const threads = require('node:worker_threads');

const register = resolve(__dirname, '../../../.swc-register.cjs');
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(file, options = {}) {
    super(file, String(file).endsWith('.ts') ? { ...options, execArgv: ['--require', register] } : options);
  }
};
process.argv.splice(1, 1);
require(resolve(process.argv[1]));
