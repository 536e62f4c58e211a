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
    'service.ComplaintFiled.complaint',
    'service.ComplaintFiled.demand',
    'service.ComplaintFiled.complainant',
    'service.InvestigationAsked.note',
    'service.InvestigationReported.finding',
    'service.CauseFound.explanation',
    'service.ActionTaken.corrective',
    'service.ActionTaken.preventive',
    'service.ActionVerified.evidence',
    'service.ComplaintPaused.waitingFor',
    'service.ComplaintResumed.note',
    'service.ComplaintClosed.answer',
    'service.ComplaintReopened.reason',
    'service.ComplaintWithdrawn.reason',
    'service.ComplaintEscalated.reason',
    'service.ComplaintStepCorrected.reason',
    'service.ComplaintStepRetracted.reason',
    'service.HazardNoticeGiven.hazard',
    'service.HazardNoticeGiven.responsibility',
    'service.HazardNoticeGiven.recipient',
    'service.HazardNoticeCorrected.hazard',
    'service.HazardNoticeCorrected.responsibility',
    'service.HazardNoticeCorrected.recipient',
    'service.HazardNoticeCorrected.reason',
    'service.HazardNoticeWithdrawn.reason',
    'service.HazardAcknowledged.acknowledgedBy',
    'service.AcknowledgementWithdrawn.reason',
    'service.InspectionRecorded.inspector',
    'service.InspectionCorrected.inspector',
    'service.InspectionCorrected.reason',
    'service.InspectionRetracted.reason',
    'service.QualityReturnRecorded.explanation',
    'service.QualityReturnCorrected.explanation',
    'service.QualityReturnCorrected.reason',
    'service.QualityReturnRetracted.reason',
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
