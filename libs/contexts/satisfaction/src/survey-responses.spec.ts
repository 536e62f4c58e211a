import { projectionSpec, told } from '@dossier/testing';
import { ResponseCorrected, ResponseGiven, ResponseRetracted, ResponseSetAside } from './response.events';
import { surveyResponses } from './survey-responses';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'survey-response-r', occurredAt: march(day), businessLine: 'bearings' });
const counted = { instrument: 'csat', scale: 5, score: 4 } as const;
const given = told(ResponseGiven({ ...counted, touchpoint: 'delivery', respondent: '李娜' }), on(6));
const corrected = [
  told(ResponseSetAside(counted), on(6)),
  told(
    ResponseCorrected({ ...counted, score: 2, competitor: '东岭', ratedDepartment: 'logistics', reason: 'x' }),
    on(3),
  ),
] as const;

it('shows what was answered, by whom and about what', () => {
  const spec = projectionSpec(surveyResponses).given(given);
  spec.twice().thenView({
    ...{ responseId: 'r', customer: 'customer-1', givenAt: march(6), instrument: 'csat', score: 4, scale: 5 },
    ...{ touchpoint: 'delivery', topic: null, product: null, ratedDepartment: null, survey: null, competitor: null },
    ...{ respondent: '李娜', comment: null, businessLine: 'bearings' },
  });
  spec.thenFields({ customer: 'customer-1', score: 4, scale: 5, touchpoint: 'delivery', competitor: null });
});
it('shows the last correction, and nothing once it is retracted', () => {
  const spec = projectionSpec(surveyResponses).given(given, ...corrected);
  spec.thenFields({ givenAt: march(3), score: 2, competitor: '东岭', touchpoint: null, ratedDepartment: 'logistics' });
  const gone = told(ResponseRetracted({ ...counted, score: 2, competitor: '东岭', reason: 'x' }), on(3));
  projectionSpec(surveyResponses)
    .given(given, ...corrected, gone)
    .then(null);
});
it('stays in its business line, whoever corrects it', () => {
  const by = (businessLine?: string) => corrected.map((event) => ({ ...event, businessLine }) as typeof event);
  for (const line of [undefined, 'motors'])
    projectionSpec(surveyResponses)
      .given(given, ...by(line))
      .thenView(expect.objectContaining({ score: 2, businessLine: 'bearings' }) as never);
});
it('may be of nobody', () =>
  projectionSpec(surveyResponses)
    .given({ ...given, subject: '~survey-response-r' })
    .thenFields({ customer: null }));
