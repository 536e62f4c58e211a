import { Length } from 'class-validator';
import { Ajv2020 } from 'ajv/dist/2020';
import { IsInstant, IsLabel, IsText, NOT_BLANK } from '@dossier/fields';
import { type Class, defineContext } from '@dossier/kernel';
import { compileRules, eventSchema, type Schema } from '@dossier/rules';
import { allContexts, folderOf } from './context-folders';
import { commandRules } from '../../web/src/commands/command-rules';
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

/** Texts of a schema that may say anything. */
function freeTexts(schema: unknown): readonly Schema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, pattern = NOT_BLANK.source, 'x-impersonal': impersonal, 'x-instant': instant } = schema as Schema;
  const isFree = type === 'string' && pattern === NOT_BLANK.source && impersonal === undefined && instant === undefined;
  const inside = Object.entries(schema).flatMap(([name, part]) => (name === 'allOf' ? [] : freeTexts(part)));
  return [...(isFree ? [schema as Schema] : []), ...inside];
}
const freeTextsOf = (document: Class<object>) => [...compileRules(document).definitions.values()].flatMap(freeTexts);

it.each(contexts)('no policy of $name takes free text, for it is never sealed', ({ context: { policies } }) => {
  expect(policies.flatMap(({ document }) => freeTextsOf(document as Class<object>))).toEqual([]);
});
it('a policy that takes some is found', () => {
  class Remarks {
    @IsText(9) readonly remark!: string;
    @Length(1, 9, { each: true }) readonly names!: readonly string[];
    @IsLabel() readonly department!: string;
    @IsInstant() readonly since!: string;
  }
  expect(freeTextsOf(Remarks)).toHaveLength(2);
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

it.each(contexts)('a refusal of $name that names a field is of commands that have it', ({ context: { commands } }) => {
  const faults = commands.flatMap(({ name, command, refuses = [] }) => {
    const { schema } = commandRules({ command } as never).rules;
    const fields = Object.keys(schema['properties'] as object);
    return refuses
      .flatMap((kinds) => Object.entries(kinds))
      .filter(([, { field }]) => field !== undefined && !fields.includes(field))
      .map(([code, { field }]) => `${name}: ${code} is about ${field ?? ''}`);
  });
  expect(faults).toEqual([]);
});
