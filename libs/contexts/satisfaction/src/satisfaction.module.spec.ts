import type { Figure, Text } from '@dossier/kernel';
import { satisfaction } from './satisfaction.module';

it('seals what people write in their own words, and says that who reads it reads of a customer', () => {
  const sealed = satisfaction.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  const of = (event: string, ...fields: readonly string[]) => fields.map((field) => `satisfaction.${event}.${field}`);
  expect([...sealed].sort()).toEqual(
    [
      ...of('ResponseGiven', 'respondent', 'comment'),
      ...of('ResponseCorrected', 'respondent', 'comment', 'reason'),
      ...of('ResponseRetracted', 'reason'),
      ...of('FeedbackReceived', 'words', 'author'),
      ...of('FeedbackCorrected', 'words', 'author', 'reason'),
      ...of('FeedbackRetracted', 'reason'),
      ...of('FeedbackAnswered', 'answer'),
      ...of('AnswerWithdrawn', 'reason'),
      ...of('FeedbackAssessed', 'cause'),
      ...of('PlanMade', 'title', 'measures'),
      ...of('PlanCorrected', 'title', 'measures', 'reason'),
      ...of('PlanStartWithdrawn', 'reason'),
      ...of('PlanClosed', 'note'),
    ].sort(),
  );
  expect(satisfaction.projections.every(({ personal }) => personal)).toBe(true);
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [satisfaction, ...satisfaction.policies, ...satisfaction.events, ...satisfaction.projections];
  const figures = satisfaction.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  const refused = satisfaction.refusals.map(([, kind]) => kind);
  for (const { zh, en } of [...titled.map(({ title }): Text => title), ...refused, ...figures]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
