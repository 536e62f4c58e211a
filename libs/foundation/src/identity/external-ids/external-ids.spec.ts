import { projectionSpec, told } from '@dossier/testing';
import { ExternalIdClaimed } from '../external-id.events';
import { externalIds } from './external-ids';

const claimed = (customerId: string, value: string, subject = customerId) =>
  told(ExternalIdClaimed({ customerId, source: 'erp', value }), { subject, stream: `external-id-erp.${value}` });

describe('external ids', () => {
  it('tells whose number it is, under the id that counts for the customer today', () =>
    projectionSpec(externalIds)
      .given(claimed('c-1', '1'), claimed('c-2', '2'), claimed('merged', '3', 'c-1'))
      .shuffledAcrossSubjects()
      .twice()
      .inAnyOrderOfCommit()
      .thenAll({
        'external-id-erp.1': { source: 'erp', value: '1', customer: 'c-1' },
        'external-id-erp.2': { source: 'erp', value: '2', customer: 'c-2' },
        'external-id-erp.3': { source: 'erp', value: '3', customer: 'c-1' },
      }));
  it('is found by source, value and customer', () =>
    projectionSpec(externalIds).given(claimed('c-1', '1')).thenFields({ source: 'erp', value: '1', customer: 'c-1' }));
});
