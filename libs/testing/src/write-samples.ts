import { join } from 'node:path';
import { complaints } from '../toy/complaints/complaints.module';
import { allContexts, folderOf } from './context-folders';
import { foldFaults, foldsOf, sampleHistory, writeFold } from './frozen-folds';
import { isDraft, sampleName, schemaFaults, writeSamples } from './history';

/**
 * `npm run samples`: freezes what is new beside what is frozen already; says what may not be changed, and fails then. A new
 * sample is edited before anything is folded of it.
 */
async function main(): Promise<void> {
  const events = allContexts.flatMap((context) =>
    context.events.map((def) => ({ def, folder: folderOf(context.name) })),
  );
  const toy = complaints.events.map((def) => ({ def, folder: join(__dirname, '../toy/complaints') }));
  const unedited = [...events, ...toy].flatMap(({ folder, def }) => {
    const written = writeSamples(folder, def);
    for (const file of written) console.log(`written: ${folder}/history/${file}`);
    const sample = sampleName(def.type, def.version);
    return written.includes(sample) || isDraft(folder, def) ? [`${folder}/history/${sample}`] : [];
  });
  if (unedited.length > 0) {
    console.log(`Make these believable, then run it again for the folds: ${unedited.join(', ')}`);
    return;
  }
  const history = await sampleHistory(allContexts);
  const folds = allContexts.flatMap((context) => foldsOf(context).map((folded) => ({ name: context.name, folded })));
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
