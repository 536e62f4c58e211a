import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AnyEventDef } from '@dossier/kernel';
import { freeTexts } from '@dossier/rules';
import { contexts } from '../../server/src/contexts';
import { eventHistory } from './history';

const folderOf = (context: string): string => resolve(__dirname, '../../contexts', context, 'src');

/** A context may only read. */
const telling = contexts.map(({ name, events }) => ({ name, events })).filter(({ events }) => events.length > 0);

describe.each(telling)('events of $name', ({ name, events }) => {
  it('have their folder', () => {
    expect(existsSync(join(folderOf(name), 'contract.ts'))).toBe(true);
  });

  eventHistory(folderOf(name), events);

  const defs = events.flatMap((several): readonly AnyEventDef[] => Object.values(several));
  it.each(defs.map((def) => ({ type: def.type, def })))('$type has words in both languages', ({ def }) => {
    expect(def.title.zh).toMatch(/\p{Script=Han}/u);
    expect(def.title.en).toMatch(/^[^\p{Script=Han}]+$/u);
  });

  it('say of every text whether it may name a person', () => {
    const unclear = defs.flatMap((def) => freeTexts(def).map((pointer) => `${def.type}${pointer}`));
    // for each: @Personal() where it may tell who a person is or what somebody wrote, @InTheClear() where it never does
    expect(unclear).toEqual([]);
  });
});
