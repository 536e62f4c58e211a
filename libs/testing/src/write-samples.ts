import { join } from 'node:path';
import { contexts } from '../../server/src/contexts';
import { schemaFaults, writeSamples } from './history';

/** `npm run samples`: freezes what is new beside what is frozen already; says what may not be changed, and fails then. */
const faults = contexts.flatMap(({ name, events }) => {
  const folder = join(__dirname, '../../contexts', name, 'src');
  return events
    .flatMap((several) => Object.values(several))
    .flatMap((def) => {
      for (const file of writeSamples(folder, def)) console.log(`written: ${join(folder, 'history', file)}`);
      return schemaFaults(folder, def, def.version);
    });
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
