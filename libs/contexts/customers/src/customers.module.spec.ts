import { customers } from './customers.module';

describe('the context customers', () => {
  it('has words in both languages for everything that a person reads', () => {
    const titled = [customers, ...customers.events].map(({ title }) => title);
    const refused = customers.refusals.map(([, kind]) => kind);
    const figures = customers.sections.flatMap((section) =>
      Object.values<{ readonly formula: { readonly zh: string; readonly en: string } }>(
        section.figures as Record<string, never>,
      ).map(({ formula }) => formula),
    );
    for (const { zh, en } of [...titled, ...refused, ...figures]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  });
});
