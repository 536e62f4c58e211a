import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../testing/src/never-seen';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString();
/** All is recorded from this day on: late. */
const RECORDED = 900;

interface Shown {
  readonly openRequests: number;
  readonly openComplaints: number;
  readonly overdueComplaints: number;
  readonly escalatedComplaints: number;
  readonly complaintsInAll: number;
  readonly complaintsThisYear: number;
  readonly complaintTarget: { readonly complaints: number; readonly met: boolean } | null;
  readonly restatedComplaintVerdicts: number;
}
async function seen(rig: Rig, asOf: string, knownAt?: string): Promise<Shown> {
  const moment = { asOf, ...(knownAt !== undefined && { knownAt }) };
  const found = await rig.customers.view360('c', moment, reading);
  return (found?.view as { readonly service: Shown }).service;
}
interface Report {
  readonly rows: readonly object[];
  readonly total: { readonly complaints: number; readonly resolutionMissed: number; readonly escalated: number };
}
const report = <R = Report>(
  rig: Rig,
  name: string,
  at: { readonly asOf: string; readonly knownAt?: string },
): Promise<R> =>
  rig.queries.ask(rig.registry.queries.get(`report.${name}`) as QueryDef<object, R>, {}, { ...reading, ...at });

async function opened<T>(use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: day(0) });
    rig.clock.set(day(RECORDED));
    return await use(rig);
  } finally {
    await rig.close();
  }
}
/** Sends what the reactor wants, and lets all documents follow. */
async function settle(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  await rig.caughtUp();
}
const told = async (rig: Rig, complaintId: string): Promise<readonly string[]> =>
  (await rig.codec.decode(await rig.store.read(`complaint-${complaintId}`, 0, 1_000))).map(({ def }) =>
    def.type.replace('service.', ''),
  );

type Step = readonly [command: string, data: object];
const LINE: readonly Step[] = [
  ['InvestigateComplaint', { departments: ['purchasing', 'logistics'] }],
  ['ReportFinding', { finding: 'x' }],
  ['RetractComplaintStep', { step: 'asked', reason: 'x' }], // logistics was asked in error
  ['FindCause', { cause: 'material', explanation: 'x', responsible: 'purchasing' }],
  ['TakeAction', { corrective: 'x', preventive: 'x' }],
  ['VerifyAction', { effective: true }],
  ['CloseComplaint', { answer: 'x' }],
];
const send = (rig: Rig, [command, data]: Step, complaintId: string, at: number): Promise<unknown> =>
  rig.send(`service.${command}`, { complaintId, ...data }, { occurredAt: day(at), department: 'purchasing' });
const file = (rig: Rig, complaintId: string, at: number, severity = 'critical'): Promise<unknown> =>
  send(rig, ['FileComplaint', { customerId: 'c', number: complaintId, severity, complaint: 'x' }], complaintId, at);

it('is missed and escalated by itself, and restated where the closing is told late: the report says what it said then', () =>
  opened(async (rig) => {
    await file(rig, 'k', 100); // to be closed within three days
    await settle(rig);
    expect(await told(rig, 'k')).toEqual([
      ...['ComplaintFiled', 'ComplaintEscalated', 'ComplaintDeadlineMissed', 'ComplaintEscalated'],
      ...['ComplaintDeadlineMissed', 'ComplaintEscalated'],
    ]);
    const then = day(RECORDED);
    rig.clock.set(day(RECORDED + 10));
    for (const [i, step] of LINE.entries()) await send(rig, step, 'k', 100 + i / 10);
    await settle(rig);
    const restated = ['ComplaintVerdictWithdrawn', 'ComplaintDeadlineMet'];
    const names = await told(rig, 'k');
    expect(names.slice(-3)).toEqual(['ComplaintClosed', ...restated]);
    const asOf = day(200);
    expect(await seen(rig, asOf)).toMatchObject({
      ...{ openComplaints: 0, overdueComplaints: 0, escalatedComplaints: 0, restatedComplaintVerdicts: 2 },
      complaintTarget: { complaints: 1, met: true },
    });
    expect(await seen(rig, asOf, then)).toMatchObject({
      openComplaints: 1,
      overdueComplaints: 1,
      escalatedComplaints: 1,
    });
    const [was, is] = [
      await report(rig, 'complaints', { asOf, knownAt: then }),
      await report(rig, 'complaints', { asOf }),
    ];
    expect(was.total).toMatchObject({ complaints: 1, resolutionMissed: 1, escalated: 1 });
    expect(is.total).toMatchObject({ complaints: 1, resolutionMissed: 0 });
    // told once: built anew, nothing is raised, and all is the same
    const [head, before] = [await rig.feed.head(), await rig.documents()];
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await rig.feed.head()).toBe(head);
    expect(await rig.documents()).toEqual(before);
  }));

it('says that time alone brought a complaint and a request that were corrected to a later day', () =>
  opened(async (rig) => {
    await file(rig, 'k', 100);
    const request = { requestId: 'r', customerId: 'c', number: 'r', priority: 'urgent' };
    await rig.send('service.OpenRequest', request, { occurredAt: day(100) });
    const later = { occurredAt: day(120) };
    await rig.send('service.CorrectComplaint', { complaintId: 'k', step: 'filed', reason: 'x' }, later);
    await rig.send('service.CorrectStep', { requestId: 'r', step: 'opened', reason: 'x' }, later);
    await settle(rig);
    for (const [asOf, open] of [
      [day(119), 0],
      [day(120), 1],
    ] as const) {
      const { openComplaints, openRequests } = await seen(rig, asOf);
      expect([asOf, openComplaints, openRequests]).toEqual([asOf, open, open]);
      const asked = { registry: rig.registry, customers: rig.customers, reading, id: 'c', moment: { asOf } };
      expect(
        (await brokenWhy(asked, (pointers) => pointers.filter((each) => each.startsWith('/service/'))))?.broken,
      ).toEqual([]);
    }
  }));

const on = fc.integer({ min: 1, max: 800 });
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('go' as const), item: fc.nat(2), on }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('move' as const), item: fc.nat(2), on, of: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw' as const), item: fc.nat(2), on }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('regrade' as const), item: fc.nat(2), on }) },
);
const MOVED = ['filed', 'asked', 'cause-found', 'acted', 'verified', 'closed'];

it('counts as of any day what a person would count, whatever is told late or corrected, and why says so', async () => {
  const held = { taken: 0, missedTarget: 0, open: 0, restated: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 3, maxLength: 3 }),
      fc.array(act, { minLength: 10, maxLength: 24, size: 'max' }),
      fc.array(on, { minLength: 2, maxLength: 2 }),
      (filed, acts, days) =>
        opened(async (rig) => {
          const next = [0, 0, 0];
          for (const [i, at] of filed.entries()) await file(rig, `k-${i}`, at, i === 0 ? 'minor' : 'critical');
          let now = RECORDED;
          for (const one of acts) {
            const complaintId = `k-${one.item}`;
            rig.clock.set(day(++now));
            const step: Step =
              one.does === 'go'
                ? (LINE[next[one.item] ?? 0] ?? ['ReopenComplaint', {}])
                : one.does === 'move'
                  ? ['CorrectComplaint', { step: MOVED[one.of], reason: 'x' }]
                  : one.does === 'regrade'
                    ? ['CorrectComplaint', { step: 'filed', severity: 'major', reason: 'x' }]
                    : ['WithdrawComplaint', {}];
            const done = await send(rig, step, complaintId, one.on).then(
              () => true,
              () => false, // refused
            );
            if (done) held.taken++;
            if (done && one.does === 'go') next[one.item] = (next[one.item] ?? 0) + 1;
          }
          await settle(rig);
          for (const asOf of [...days, 1000].map(day)) {
            const shown = await seen(rig, asOf);
            const { rows, total } = await report<Report & { readonly complaints: number; readonly met: boolean }>(
              rig,
              'complaint-target',
              { asOf },
            ).then((target) => ({ rows: target.rows, total: target }));
            // the section folds each customer's events as they come, the report whole documents
            expect([shown.complaintsThisYear, shown.complaintTarget?.met]).toEqual([total.complaints, total.met]);
            expect(rows.length).toBe(total.complaints > 0 ? 1 : 0);
            const all = await report(rig, 'complaints', { asOf });
            expect(shown.complaintsInAll).toBe(all.total.complaints);
            if (!total.met) held.missedTarget++;
            if (shown.openComplaints > 0) held.open++;
            if (shown.restatedComplaintVerdicts > 0) held.restated++;
            const why = await brokenWhy(
              { registry: rig.registry, customers: rig.customers, reading, id: 'c', moment: { asOf } },
              (pointers) => pointers.filter((each) => /complaintTarget/.test(each)),
            );
            expect(why?.broken).toEqual([]);
          }
        }),
    ),
    // three in one year are too many, and chance seldom looks then
    { numRuns: 25, examples: [[[10, 20, 30], [{ does: 'go', item: 0, on: 40 }], [200, 210]]] },
  );
  // the law was held against something
  expect(neverSeen(held)).toEqual([]);
});
