import { openFactEvents } from '@dossier/contexts/customers';
import { reactorSpec, told } from '@dossier/testing';
import { WarningRaised } from '../../warning.events';
import { customersThatBuyElsewhere } from './customers-that-buy-elsewhere';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const tells = (value: string, day: number, recordedAt = march(day)) =>
  told(openFactEvents.FactAsserted({ attribute: 'shareOfWallet', value, standard: true }), {
    ...{ department: 'sales', occurredAt: march(day), recordedAt },
  });
const warningId = 'wallet-share-falling-event-2';
const signal = 'wallet-share-falling';
const raised = told(
  WarningRaised({
    ...{ signal, severity: 'medium', score: 59, formula: 'wallet-share-falling-1', policyVersion: 0 },
    ...{ action: 'win-back-share', measures: [], amounts: [], eventIds: ['event-1', 'event-2'] },
  }),
  { stream: `warning-${warningId}`, occurredAt: march(9) },
);

it('warns once, with the share that is so much less', () =>
  reactorSpec(customersThatBuyElsewhere)
    .given(tells('50', 2), tells('35', 9))
    .twice()
    .then(march(9), expect.objectContaining({ warningId, signal, standing: 'lasts', at: march(9) }) as never));

it('ends when the department tells more again', () =>
  reactorSpec(customersThatBuyElsewhere)
    .given(tells('50', 2), tells('35', 9), raised, tells('48', 20))
    .then(march(20), { customerId: 'customer-1', warningId, signal, standing: 'ended', at: march(20) }));

it('takes the warning back where the higher share turns out to have been wrong', () =>
  reactorSpec(customersThatBuyElsewhere)
    .given(tells('50', 2), tells('35', 9), raised, tells('36', 2, march(20)))
    .then(march(20), { customerId: 'customer-1', warningId, signal, standing: 'withdrawn', at: march(9) }));
