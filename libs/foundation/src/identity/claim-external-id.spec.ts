import { decisionSpec, told } from '@dossier/testing';
import { ExternalIdClaimed } from './external-id.events';
import { claimExternalId } from './claim-external-id';

const claim = { customerId: 'c-1', source: 'erp', value: '14646' };

describe('claiming an external id', () => {
  it('takes one that is free', () => decisionSpec(claimExternalId).when(claim).then(ExternalIdClaimed(claim)));
  it('is nothing to do for the customer who has it', () =>
    decisionSpec(claimExternalId).given(ExternalIdClaimed(claim)).when(claim).thenNothing());
  it('is news for him where he had it earlier than had been known', () => {
    const spec = decisionSpec(claimExternalId).given(
      told(ExternalIdClaimed(claim), { occurredAt: '2026-02-01T00:00:00.000Z' }),
      told(ExternalIdClaimed(claim), { occurredAt: '2026-01-01T00:00:00.000Z' }),
    );
    spec.when(claim, { occurredAt: '2025-12-31T00:00:00.000Z' }).then(ExternalIdClaimed(claim));
    spec.when(claim, { occurredAt: '2026-01-01T00:00:00.000Z' }).thenNothing();
  });
  it('is refused to another customer, and names the owner', () =>
    decisionSpec(claimExternalId)
      .given(ExternalIdClaimed(claim))
      .when({ ...claim, customerId: 'c-2' })
      .then('customers/external-id-taken', { source: 'erp', value: '14646', owner: 'c-1' }));
  it.each(['13912345678', 'ZS13812345678', 'zs-13812345678'])(
    'is refused for what may be or hold a phone number, and does not repeat it: %s',
    (value) =>
      decisionSpec(claimExternalId)
        .when({ ...claim, value })
        .then('customers/personal-external-id', { source: 'erp' }),
  );
  it('takes a number in which the digits of one stand by chance', () => {
    const longer = { ...claim, value: 'SO20260113812345678' };
    decisionSpec(claimExternalId).when(longer).then(ExternalIdClaimed(longer));
  });
  it('is nothing to do for one that was claimed before such ids were refused', () => {
    const old = { ...claim, value: 'ZS13812345678' };
    decisionSpec(claimExternalId).given(ExternalIdClaimed(old)).when(old).thenNothing();
  });
  it('reserves by source and value, and is about the customer', () => {
    expect(claimExternalId.id(claim)).toBe('erp.14646');
    expect(claimExternalId.subject?.(claim)).toBe('c-1');
  });
});
