import type { Figure, Text } from '@dossier/kernel';
import {
  benefits,
  comparisons,
  costFormulas,
  endings,
  measures,
  moves,
  origins,
  ratings,
  schemes,
  tiers as tierTerms,
} from './terms';
import { tiers } from './tiers.module';

it('seals what people write in their own words, and says that who reads it reads of a customer', () => {
  const sealed = tiers.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  expect(sealed).toEqual([
    'tiers.TierOverridden.reason',
    'tiers.OverrideEnded.reason',
    'tiers.CustomerRated.reason',
    'tiers.RatingWithdrawn.reason',
  ]);
  // assessments are of a scheme, and name no customer
  const open = tiers.projections.filter(({ personal }) => !personal).map(({ name }) => name);
  expect(open).toEqual(['tier-assessments']);
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [
    tiers,
    ...tiers.policies,
    ...tiers.events,
    ...tiers.projections,
    ...tiers.sections,
    ...tiers.reactors,
  ];
  const figures = tiers.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  const terms = [
    benefits,
    comparisons,
    costFormulas,
    endings,
    measures,
    moves,
    origins,
    ratings,
    schemes,
    tierTerms,
  ].flatMap(({ title, words }) => [title, ...Object.values<Text>(words)]);
  const refused = tiers.refusals.map(([, kind]) => kind);
  for (const { zh, en } of [...titled.map(({ title }): Text => title), ...figures, ...terms, ...refused]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
