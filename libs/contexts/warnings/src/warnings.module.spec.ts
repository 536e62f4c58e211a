import type { Figure, Text } from '@dossier/kernel';
import * as terms from './terms';
import { warnings } from './warnings.module';

it('seals what people write in their own words', () => {
  const sealed = warnings.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  expect(sealed).toEqual([
    'warnings.WarningAcknowledged.note',
    'warnings.WarningSnoozed.reason',
    'warnings.WarningActedOn.note',
    'warnings.WarningClosed.note',
    'warnings.WarningOutcomeCorrected.reason',
  ]);
  expect(warnings.projections.every(({ personal }) => personal)).toBe(true);
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [warnings, ...warnings.policies, ...warnings.events, ...warnings.projections, ...warnings.sections];
  const figures = warnings.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  const codes = Object.values(terms).flatMap(({ title, words }) => [title, ...Object.values<Text>(words)]);
  const refused = warnings.refusals.map(([, kind]) => kind);
  for (const { zh, en } of [...titled.map(({ title }): Text => title), ...refused, ...figures, ...codes]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
