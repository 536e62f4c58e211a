import { readsOf, viewing } from '@dossier/testing';
import { type InteractionDocument, interactions } from './interactions';
import { contactsReport } from './contacts-report';

let count = 0;
const spoke = (
  customer: string,
  happenedAt: string,
  department: string,
  content: Partial<InteractionDocument['content']> = {},
): InteractionDocument => ({
  ...{ interactionId: `i${count++}`, customer, happenedAt, recordedAt: happenedAt, department, businessLine: null },
  content: { kind: 'call', channel: 'phone', ...content },
  promises: [],
});
const at = (day: string): string => `2026-${day}T08:00:00.000Z`;
const docs = [
  spoke('c-1', at('02-10'), 'sales', { direction: 'inbound', sentiment: 'negative' }),
  spoke('c-1', at('03-05'), 'service', { direction: 'outbound' }),
  spoke('c-2', '2026-03-31T23:30:00.000Z', 'sales', { kind: 'visit', channel: 'on-site' }), // April in London
  spoke('c-1', at('03-09'), 'sales', { kind: 'meeting' }),
];
delete (docs[3]?.content as { channel?: string }).channel;
const ask = (asOf: string, params: object = {}) => {
  const reads = readsOf(new Map([[interactions, Object.fromEntries(docs.map((doc) => [doc.interactionId, doc]))]]));
  return contactsReport.run(params, { ...viewing({ asOf }), reads });
};
const row = (contacts: number, lastDay: string, more: object = {}) => ({
  ...{ contacts, inbound: 0, outbound: 0, negative: 0, lastDay: `2026-${lastDay}` },
  ...more,
});
const end = at('04-30');

it('counts contacts of each customer, those with most first', async () => {
  expect(await ask(end)).toEqual({
    rows: [
      { customer: 'c-1', ...row(3, '03-09', { inbound: 1, outbound: 1, negative: 1 }) },
      { customer: 'c-2', ...row(1, '04-01') },
    ],
  });
});

it('counts by month of the company, department, channel and kind', async () => {
  const named = async (by: string) =>
    (await ask(end, { by })).rows.map((each) => [(each as Record<string, unknown>)[by], each.contacts]);
  expect(await named('month')).toEqual([
    ['2026-02', 1],
    ['2026-03', 2],
    ['2026-04', 1],
  ]);
  expect(await named('department')).toEqual([
    ['sales', 3],
    ['service', 1],
  ]);
  expect(await named('channel')).toEqual([
    ['phone', 2],
    [null, 1],
    ['on-site', 1],
  ]);
  expect(await named('kind')).toEqual([
    ['call', 2],
    ['meeting', 1],
    ['visit', 1],
  ]);
  expect((await ask(end, { by: 'department' })).rows[0]).toEqual({
    department: 'sales',
    customers: 2,
    ...row(3, '04-01', { inbound: 1, negative: 1 }),
  });
});

it('is as of a day, and of the days before it where that is asked for', async () => {
  expect((await ask(at('03-05'))).rows).toMatchObject([{ customer: 'c-1', contacts: 2, lastDay: '2026-03-05' }]);
  expect((await ask(at('03-10'), { days: 5 })).rows).toMatchObject([{ customer: 'c-1', contacts: 1 }]);
  expect((await ask(at('03-10'), { days: 6 })).rows).toMatchObject([{ customer: 'c-1', contacts: 2 }]);
});
