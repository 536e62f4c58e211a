/** The specs of the engine that say nothing of a profile. */
const SPECS = [
  ...['command-runner', 'customers', 'engine', 'identity-links', 'operations', 'poison', 'reactor-runner'],
  ...['rebuild', 'rehearsal', 'restart', 'revision', 'sections', 'wait'],
];

/** Declares them all, over what `rigsOn` was told before. */
export function engineSpecs(): void {
  for (const spec of SPECS)
    describe(spec, () => {
      jest.requireActual(`./${spec}.spec`);
    });
}
