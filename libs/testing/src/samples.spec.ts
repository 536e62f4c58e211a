import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allContexts, folderOf } from './context-folders';
import { eventHistory } from './history';
import { freeTexts } from './payload-rules';

/** A context may only read. */
const telling = allContexts.filter(({ events }) => events.length > 0);

describe.each(telling)('events of $name', (context) => {
  const folder = folderOf(context.name);
  it('have their folder', () => {
    expect(existsSync(join(folder, `${context.name}.module.ts`))).toBe(true);
  });

  eventHistory(folder, context);

  const defs = context.events;
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
