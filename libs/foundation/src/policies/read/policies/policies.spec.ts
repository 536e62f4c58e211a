import { projectionSpec, told } from '@dossier/testing';
import { PolicyPublished } from '../../policy.events';
import { policiesProjection } from './policies';

const JULY = '2026-07-01T00:00:00.000Z';
const published = (name: string, version: number, effectiveFrom: string) =>
  told(PolicyPublished({ name, version, document: { version }, effectiveFrom, approvedBy: 'board' }), {
    subject: `~policy-${name}`,
    occurredAt: effectiveFrom,
    recordedAt: JULY,
  });
const may = '2026-05-01T00:00:00.000Z';
const june = '2026-06-01T00:00:00.000Z';

describe('policies', () => {
  it('keeps every version of each policy, with its place in the log and when it was published, and not what it says', () =>
    projectionSpec(policiesProjection)
      .given(published('a', 1, may), published('b', 1, may), published('a', 2, june))
      .shuffledAcrossSubjects()
      .twice()
      .thenAll({
        'policy-a': {
          name: 'a',
          versions: [
            {
              version: 1,
              effectiveFrom: may,
              approvedBy: 'board',
              position: 1,
              recordedAt: JULY,
            },
            {
              version: 2,
              effectiveFrom: june,
              approvedBy: 'board',
              position: 3,
              recordedAt: JULY,
            },
          ],
        },
        'policy-b': {
          name: 'b',
          versions: [
            {
              version: 1,
              effectiveFrom: may,
              approvedBy: 'board',
              position: 2,
              recordedAt: JULY,
            },
          ],
        },
      }));
  it('is listed by name and by the version published last', () =>
    projectionSpec(policiesProjection)
      .given(published('a', 1, may), published('a', 2, may), published('a', 3, june))
      .inAnyOrderOfStreams()
      .thenFields({ name: 'a', version: 3, effectiveFrom: june }));
});
