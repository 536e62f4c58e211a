// Jest's setup file.

// A worker thread starts outside Jest, where Node 20 reads no TypeScript: give it what it needs.
jest.mock('node:worker_threads', () => {
  const real = jest.requireActual('node:worker_threads');
  class Worker extends real.Worker {
    constructor(file, options = {}) {
      const register = ['--require', require.resolve('./.swc-register.cjs')];
      super(
        file,
        String(file).endsWith('.ts') ? { ...options, execArgv: [...(options.execArgv ?? []), ...register] } : options,
      );
    }
  }
  return { ...real, Worker };
});

// Properties look at random examples; with a seed at the same ones each time.
const { PROPERTY_SEED } = process.env;
if (PROPERTY_SEED !== undefined)
  jest.mock('fast-check', () => {
    const fc = jest.requireActual('fast-check');
    fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(PROPERTY_SEED) });
    return fc;
  });
