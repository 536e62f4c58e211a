import {
  type ExceptionModel,
  exceptions,
  ofSameNumber,
  ofUnfitOrders,
  orders,
  type SalesException,
} from '@dossier/contexts/sales';
import { defineQuery, NoParams, READERS } from '@dossier/kernel';
import { complaints } from './complaints';
import { qualityReturns } from './quality-returns';
import { serviceRequests } from './service-requests';

const MODELS: readonly ExceptionModel[] = [
  {
    model: serviceRequests,
    at: 'openedAt',
    shown: ['customer', 'number', 'order'],
    where: [{ field: 'status', op: 'ne', value: 'withdrawn' }],
  },
  {
    model: complaints,
    at: 'filedAt',
    shown: ['customer', 'number', 'order'],
    where: [{ field: 'status', op: 'ne', value: 'withdrawn' }],
  },
];

const RETURNS: ExceptionModel = {
  model: qualityReturns,
  at: 'returnedAt',
  shown: ['customer', 'order'],
};

/** Service requests and complaints with a number that another of their customer has, or, as returns of goods, with an order that does not fit. */
export const exceptionsOfService = defineQuery({
  name: 'service.exceptions',
  title: { zh: '例外：服务请求、投诉与质量退货', en: 'Exceptions: service requests, complaints and quality returns' },
  params: NoParams,
  by: READERS,
  ofNow: true,
  addsTo: exceptions.name,
  over: [serviceRequests, complaints, qualityReturns, orders],
  run: async (_, { reads }): Promise<{ readonly rows: readonly SalesException[] }> => ({
    rows: [...(await ofUnfitOrders(reads, [...MODELS, RETURNS])), ...(await ofSameNumber(reads, MODELS))],
  }),
});
