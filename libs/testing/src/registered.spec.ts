import { Ajv2020 } from 'ajv/dist/2020';
import { defineContext } from '@dossier/kernel';
import { compileRules, eventSchema } from '@dossier/rules';
import { allContexts, folderOf } from './context-folders';
import { declaredIn, forgotten } from './forgotten';

const contexts = allContexts.map((context) => ({
  name: context.name,
  context,
  declared: declaredIn(folderOf(context.name)),
}));

it.each(contexts)('nothing that $name declares is forgotten', ({ context, declared }) => {
  expect(forgotten(context, declared)).toEqual([]);
});

it.each(contexts)('the rules of $name are JSON Schemas', ({ context: { commands, events } }) => {
  const schemas = [...commands.map(({ command }) => compileRules(command).schema), ...events.map(eventSchema)];
  const judge = new Ajv2020({ strict: false });
  expect(schemas.filter((schema) => judge.validateSchema(schema) !== true)).toEqual([]);
});

it('every slice that is left out of the module is found, whatever it is', () => {
  for (const { context, declared } of contexts)
    for (const slice of context.slices) {
      const without = defineContext({ ...context, slices: context.slices.filter((each) => each !== slice) });
      expect(forgotten(without, declared)).toContainEqual(expect.stringMatching(/: list \w+ in \w+\.module\.ts$/));
    }
});

it('events that nothing writes, refusals that no slice tells of and folders without a slice are found', () => {
  for (const { context, declared } of contexts.filter(({ context: { events } }) => events.length > 0)) {
    const faults = forgotten(defineContext({ ...context, slices: [] }), declared, []).join('\n');
    expect(faults).toContain('is on a state with');
    expect(faults).toContain('no slice says that it refuses with');
  }
  const [{ context }] = contexts as [(typeof contexts)[0]];
  expect(forgotten(context, new Map([['write/lost/words.ts', { words: 'none' }]]))).toEqual([
    'write/lost: no slice is in it',
  ]);
});
