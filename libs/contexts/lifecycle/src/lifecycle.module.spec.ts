import type { Figure, Text } from '@dossier/kernel';
import { lifecycle } from './lifecycle.module';
import { stages } from './stages';

it('has words in both languages for everything that a person reads', () => {
  const titled = [lifecycle, ...lifecycle.policies, ...lifecycle.projections, ...lifecycle.sections].map(
    ({ title }): Text => title,
  );
  const figures = lifecycle.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  for (const { zh, en } of [...titled, ...figures, ...Object.values(stages.words)]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
