import { decisionSpec, told } from '@dossier/testing';
import { PolicyPublished } from '../../policy.events';
import { publishPolicy } from './publish-policy';

const now = '2026-06-30T08:00:00.000Z';
const may = '2026-05-01T00:00:00.000Z';
const june = '2026-06-01T00:00:00.000Z';
const command = { name: 'lifecycle', document: { loyalOrders: 5 }, approvedBy: 'board' };
const first = PolicyPublished({ ...command, version: 1, effectiveFrom: june }, { occurredAt: june });

describe('publishing a policy', () => {
  it('makes version 1, in force from now on', () =>
    decisionSpec(publishPolicy)
      .when(command, { now })
      .then(PolicyPublished({ ...command, version: 1, effectiveFrom: now }, { occurredAt: now })));
  it('counts versions, and lets one take effect when it is said to have happened or to be effective', () => {
    const document = { loyalOrders: 6 };
    const spec = decisionSpec(publishPolicy).given(first);
    const second = (at: string) =>
      PolicyPublished({ ...command, document, version: 2, effectiveFrom: at }, { occurredAt: at });
    spec
      .when({ ...command, document }, { now, occurredAt: '2026-06-15T00:00:00.000Z' })
      .then(second('2026-06-15T00:00:00.000Z'));
    spec.when({ ...command, document, effectiveFrom: june }, { now }).then(second(june));
  });
  it('is nothing to do for the document that was published last, in whatever order its fields come', () => {
    const document = { a: 1, b: [2] };
    decisionSpec(publishPolicy)
      .given(PolicyPublished({ ...command, document, version: 1, effectiveFrom: june }))
      .when({ ...command, document: { b: [2], a: 1 }, approvedBy: 'somebody else' }, { now })
      .thenNothing();
  });
  it('publishes again a document that an earlier version had', () =>
    decisionSpec(publishPolicy)
      .given(first, told(PolicyPublished({ ...command, document: {}, version: 2, effectiveFrom: june }), {}))
      .when(command, { now })
      .then(PolicyPublished({ ...command, version: 3, effectiveFrom: now }, { occurredAt: now })));
  it('is refused ahead of time', () =>
    decisionSpec(publishPolicy)
      .when({ ...command, effectiveFrom: '2026-06-30T08:00:00.001Z' }, { now })
      .then('policies/in-future', { effectiveFrom: '2026-06-30T08:00:00.001Z', now }));
  it('is refused before the version in force', () =>
    decisionSpec(publishPolicy)
      .given(first)
      .when({ ...command, document: {}, effectiveFrom: may }, { now })
      .then('policies/before-last', { name: 'lifecycle', version: 1, since: june, effectiveFrom: may }));
  it.each(['li.wei@example.com', 'Li Wei 13800138000', '李伟13800138000'])(
    'is refused where what approved it holds %s',
    (approvedBy) =>
      decisionSpec(publishPolicy)
        .when({ ...command, approvedBy }, { now })
        .then('policies/personal-approver'),
  );
  it('belongs to no customer', () => expect(publishPolicy.subject?.(command)).toBeUndefined());
  it('is for administrators only', () => expect(publishPolicy.by).toEqual([]));
});
