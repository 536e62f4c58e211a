import type { AnyEventDef } from '@dossier/kernel';
import { contexts } from '../../server/src/contexts';
import { folderOf, foldFaults, foldsOf, sampleHistory, writeFold } from './frozen-folds';
import { schemaFaults, writeSamples } from './history';

/** `npm run samples`: freezes what is new beside what is frozen already; says what may not be changed, and fails then. */
async function main(): Promise<void> {
  const events = contexts.flatMap(({ name, events: sets }) =>
    sets
      .flatMap((several): readonly AnyEventDef[] => Object.values(several))
      .map((def) => ({ def, folder: folderOf(name) })),
  );
  for (const { folder, def } of events)
    for (const file of writeSamples(folder, def)) console.log(`written: ${folder}/history/${file}`);
  const history = await sampleHistory(contexts);
  const folds = contexts.flatMap((context) => foldsOf(context).map((folded) => ({ name: context.name, folded })));
  for (const { name, folded } of folds) {
    const file = writeFold(name, folded, history);
    if (file !== undefined) console.log(`written: ${file}`);
  }
  const faults = [
    ...events.flatMap(({ folder, def }) => schemaFaults(folder, def, def.version)),
    ...folds.flatMap(({ name, folded }) => foldFaults(name, folded, history)),
  ];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
void main();
