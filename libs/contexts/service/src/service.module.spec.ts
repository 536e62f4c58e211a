import type { Figure, Text } from '@dossier/kernel';
import { service } from './service.module';

it('seals what people write in their own words, and says that who reads it reads of a customer', () => {
  const sealed = service.events.flatMap(({ type, personal }) => personal.map(({ field }) => `${type}.${field}`));
  expect(sealed).toEqual([
    'service.RequestOpened.subject',
    'service.RequestAssigned.note',
    'service.RequestResponded.note',
    'service.RequestPaused.waitingFor',
    'service.RequestResumed.note',
    'service.RequestResolved.solution',
    'service.RequestReopened.reason',
    'service.RequestClosed.answer',
    'service.RequestWithdrawn.reason',
    'service.StepCorrected.reason',
    'service.StepRetracted.reason',
  ]);
  expect(service.projections.every(({ personal }) => personal)).toBe(true);
});

it('has words in both languages for everything that a person reads', () => {
  const titled = [service, ...service.policies, ...service.events, ...service.projections, ...service.sections];
  const figures = service.sections.flatMap((section) =>
    Object.values(section.figures as Readonly<Record<string, Figure>>).map(({ formula }) => formula),
  );
  const refused = service.refusals.map(([, kind]) => kind);
  for (const { zh, en } of [...titled.map(({ title }): Text => title), ...refused, ...figures]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
