import type { Figure, Text } from '@dossier/kernel';
import { interactions } from './interactions.module';

it('seals what people write in their own words, and says that who reads it reads of a customer', () => {
  const sealed = interactions.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  const content = ['subject', 'minutes', 'participants', 'staff', 'needs'];
  expect([...sealed].sort()).toEqual(
    [
      ...content.map((field) => `interactions.InteractionRecorded.${field}`),
      ...[...content, 'reason'].map((field) => `interactions.InteractionCorrected.${field}`),
      'interactions.InteractionRetracted.reason',
      'interactions.PromiseMade.what',
      'interactions.PromiseKept.note',
      'interactions.PromiseMoved.reason',
      'interactions.PromiseReleased.reason',
      'interactions.PromiseReopened.reason',
      'interactions.PromiseReopened.what',
    ].sort(),
  );
  expect(interactions.projections.every(({ personal }) => personal)).toBe(true);
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [interactions, ...interactions.events, ...interactions.projections, ...interactions.sections];
  const figures = interactions.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  const refused = interactions.refusals.map(([, kind]) => kind);
  for (const { zh, en } of [...titled.map(({ title }): Text => title), ...refused, ...figures]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
