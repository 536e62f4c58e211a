import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString();
/** All is recorded from this day on: late. */
const RECORDED = 900;
const reason = 'x';

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
const send = (rig: Rig, command: string, data: object, on: number): Promise<unknown> =>
  rig.send(`service.${command}`, data, { occurredAt: day(on) });
const told = async (rig: Rig, noticeId: string): Promise<readonly string[]> =>
  (await rig.codec.decode(await rig.store.read(`hazard-notice-${noticeId}`, 0, 1_000))).map(({ def }) =>
    def.type.replace('service.', ''),
  );
const notice = (noticeId: string) => ({
  ...{ noticeId, customerId: 'c', product: 'p', severity: 'danger', channel: 'visit', givenBy: 'tech-3' },
  ...{ hazard: 'h', responsibility: 'r' },
});
const acknowledge = (noticeId: string) => ({ noticeId, acknowledgedBy: 'y', method: 'mail' });

interface Seen {
  readonly hazards: {
    readonly openNotices: readonly object[];
    readonly overdueNotices: readonly object[];
    readonly acknowledgedNotices: number;
    readonly lastAcknowledgedAt: string | null;
  };
  readonly quality: { readonly passRate: { readonly inspected: number; readonly passed: number } | null };
}
async function seen(rig: Rig, asOf: string, knownAt?: string): Promise<Seen> {
  const moment = { asOf, ...(knownAt !== undefined && { knownAt }) };
  return (await rig.customers.view360('c', moment, reading))?.view as unknown as Seen;
}
/** The law of why, for every figure of both sections and some values inside them. */
async function whyBreaks(rig: Rig, moment: object): Promise<readonly string[] | undefined> {
  const asked = { registry: rig.registry, customers: rig.customers, reading, id: 'c', moment };
  const found = await brokenWhy(asked, (pointers) =>
    pointers.filter((each) => /^\/(hazards|quality)\/.*(0\/dueAt|passed|target|returned)$/.test(each)),
  );
  return found?.broken;
}

it('records by itself that a hazard was not acknowledged, and takes that back where it is told late that it was', () =>
  opened(async (rig) => {
    await send(rig, 'GiveHazardNotice', notice('n'), 100); // to be acknowledged within three days
    await settle(rig);
    expect(await told(rig, 'n')).toEqual(['HazardNoticeGiven', 'AcknowledgementMissed']);
    const then = day(RECORDED);
    rig.clock.set(day(RECORDED + 10));
    await send(rig, 'AcknowledgeHazardNotice', acknowledge('n'), 103);
    await settle(rig);
    const taken = ['HazardNoticeGiven', 'AcknowledgementMissed', 'HazardAcknowledged', 'AcknowledgementMissWithdrawn'];
    expect(await told(rig, 'n')).toEqual(taken);
    const asOf = day(110);
    expect((await seen(rig, asOf, then)).hazards).toMatchObject({ overdueNotices: [{ notice: 'n' }] });
    expect((await seen(rig, asOf)).hazards).toMatchObject({
      ...{ openNotices: [], overdueNotices: [], acknowledgedNotices: 1, lastAcknowledgedAt: day(103) },
    });
    expect((await seen(rig, day(102))).hazards).toMatchObject({ openNotices: [{ notice: 'n' }] });
    // the acknowledgement was none: it was missed after all, said anew
    await send(rig, 'WithdrawAcknowledgement', { noticeId: 'n', reason }, RECORDED + 10);
    await settle(rig);
    expect(await told(rig, 'n')).toEqual([...taken, 'AcknowledgementWithdrawn', 'AcknowledgementMissed']);
    // told once: built anew, nothing is raised, and all is the same
    const [head, before] = [await rig.feed.head(), await rig.documents()];
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await settle(rig);
    expect(await rig.feed.head()).toBe(head);
    expect(await rig.documents()).toEqual(before);
  }));

const on = fc.integer({ min: 1, max: 800 });
const item = fc.nat(1);
const passed = fc.integer({ min: 35, max: 40 });
const act = fc.oneof(
  fc.record({ does: fc.constant('acknowledge' as const), item, on }),
  fc.record({ does: fc.constant('take back' as const), item, on }),
  fc.record({ does: fc.constant('mend' as const), item, on }),
  fc.record({ does: fc.constant('withdraw' as const), item, on }),
  fc.record({ does: fc.constant('recount' as const), item, on, passed }),
  fc.record({ does: fc.constant('move' as const), item, on }),
  fc.record({ does: fc.constant('retract' as const), item, on }),
  fc.record({ does: fc.constant('return' as const), item, on }),
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
function commandOf(one: Act, index: number): readonly [command: string, data: object] {
  const [noticeId, inspectionId] = [`n-${one.item}`, `i-${one.item}`];
  switch (one.does) {
    case 'acknowledge':
      return ['AcknowledgeHazardNotice', acknowledge(noticeId)];
    case 'take back':
      return ['WithdrawAcknowledgement', { noticeId, reason }];
    case 'mend':
      return ['CorrectHazardNotice', { noticeId, givenAt: day(one.on), dueAt: day(one.on + 5), reason }];
    case 'withdraw':
      return ['WithdrawHazardNotice', { noticeId, reason }];
    case 'recount': {
      const defects = one.passed === 40 ? [] : [{ defect: 'd', count: 40 - one.passed }];
      return ['CorrectInspection', { inspectionId, passed: one.passed, defects, reason }];
    }
    case 'move':
      return ['CorrectInspection', { inspectionId, inspectedAt: day(one.on), reason }];
    case 'retract':
      return ['RetractInspection', { inspectionId, reason }];
    case 'return':
      return [
        'RecordQualityReturn',
        { returnId: `r-${index}`, customerId: 'c', product: 'p', quantity: 2, because: 'defect', inspectionId },
      ];
  }
}

it('tells the same by section and by report on any day, and why says so, whatever is told late or corrected', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(on, { minLength: 4, maxLength: 4 }),
      fc.array(act, { minLength: 6, maxLength: 14, size: 'max' }),
      on,
      (days, acts, asOf) =>
        opened(async (rig) => {
          const [one = 1, two = 1, three = 1, four = 1] = days;
          for (const [i, at] of [one, two].entries()) await send(rig, 'GiveHazardNotice', notice(`n-${i}`), at);
          for (const [i, at] of [three, four].entries()) {
            const inspection = { inspectionId: `i-${i}`, customerId: 'c', product: i === 0 ? 'p' : 'q' };
            await send(rig, 'RecordInspection', { ...inspection, inspected: 40, passed: 40 }, at);
          }
          for (const [i, each] of acts.entries()) {
            rig.clock.set(day(RECORDED + i));
            const [command, data] = commandOf(each, i);
            try {
              await send(rig, command, data, each.on);
            } catch (error) {
              if ((error as Error).name !== 'Refusal') throw error;
            }
          }
          rig.clock.set(day(RECORDED + 20));
          await settle(rig);
          const known = day(RECORDED + 3);
          for (const moment of [{ asOf: day(asOf) }, { asOf: day(asOf), knownAt: known }, {}]) {
            expect(await whyBreaks(rig, moment)).toEqual([]);
            if (moment.asOf === undefined) continue;
            const query = rig.registry.queries.get('report.pass-rate') as QueryDef<object, { readonly total: object }>;
            const { total } = await rig.queries.ask(query, {}, { ...reading, ...moment });
            const { quality } = await seen(rig, moment.asOf, moment.knownAt);
            // the section folds events, the report whole documents; the zone is UTC for both
            if (quality.passRate === null) expect(total).toMatchObject({ inspected: 0, returned: 0 });
            else expect(quality.passRate).toEqual(total);
          }
        }),
    ),
    { numRuns: 6 },
  ));
