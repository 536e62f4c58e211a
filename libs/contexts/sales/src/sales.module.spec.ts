import { eventHistory } from '@dossier/testing';
import type { Figure, Text } from '@dossier/kernel';
import { salesReturns } from './returns-policy';
import { sales } from './sales.module';

eventHistory(__dirname, sales.events);

it('has words in both languages for everything that a person reads', () => {
  const titled = [
    sales,
    salesReturns,
    ...sales.events.flatMap((events) => Object.values(events)),
    ...(sales.projections ?? []),
    ...(sales.sections ?? []),
    ...(sales.reactors ?? []),
  ].map(({ title }): Text => title);
  const refused = (sales.refusals ?? []).flatMap(({ kinds }) => Object.values(kinds));
  const figures = (sales.sections ?? []).flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  for (const { zh, en } of [...titled, ...refused, ...figures]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
