import { inUseEvents, openFactEvents } from '@dossier/contexts/customers';
import { InvoiceIssued, InvoiceReopened, InvoiceSettled } from '@dossier/contexts/finance';
import { OrderPlaced } from '@dossier/contexts/sales';
import { responseEvents } from '@dossier/contexts/satisfaction';
import { complaintStepEvents, ServiceLevelMissed } from '@dossier/contexts/service';
import { addDays } from '@dossier/kernel';
import { projectionSpec, told, viewing, withPolicy } from '@dossier/testing';
import { marketOutlookPolicy } from './market-outlook-policy';
import { WarningAcknowledged, WarningClosed, WarningEnded, WarningRaised, WarningSnoozed } from './warning.events';
import { warningsPolicy } from './warnings-policy';
import { warningsSection } from './warnings-section';

const on = (date: string): string => `${date}T08:00:00.000Z`;
const placed = (date: string) =>
  told(
    OrderPlaced({
      ...{ number: date, currency: 'CNY', gross: '9.90', net: '9.90' },
      lines: { sku: ['A'], quantity: [1], unitPrice: ['9.90'] },
    }),
    { stream: `order-${date}`, occurredAt: on(date) },
  );
const invoice = told(InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: on('2026-03-01') }), {
  ...{ stream: 'invoice-I', occurredAt: on('2026-02-01') },
});
const weekly = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26'].map(placed);
const silentFrom = addDays(on('2026-01-26'), 54);
const raised = told(
  WarningRaised({
    ...{ signal: 'silence', severity: 'medium', score: 53, measures: [], amounts: [], eventIds: ['event-4'] },
    ...{ formula: 'silence-1', policyVersion: 0, action: 'call-buyer' },
  }),
  { stream: 'warning-silence-4', occurredAt: silentFrom },
);
const spec = projectionSpec(warningsSection).given(...weekly, invoice, raised);
const shows = (wanted: object, asOf: string): void => spec.thenView(expect.objectContaining(wanted) as never, { asOf });
const row = (wanted: object): object => expect.objectContaining(wanted) as object;
const measured = (measure: string, value: number): object =>
  expect.arrayContaining([row({ measure, value })]) as object;

it('says of each signal whether it warns and why, and from when it will', () => {
  shows(
    {
      ...{ warns: 0, severity: null, policyVersion: 0, changesAt: addDays(on('2026-01-26'), 27.75) },
      nextPurchase: {
        ...{ expectedAt: addDays(on('2026-01-26'), 27.75), isPast: false },
        ...{ usualDays: 27.75, lastAt: on('2026-01-26') },
      },
      noNextPurchase: null,
      signals: [
        row({ signal: 'silence', warns: false, because: 'not-yet', from: silentFrom, score: null, action: null }),
        row({ signal: 'volume-down', warns: false, because: 'no-comparison' }),
        row({ signal: 'payment-overdue', warns: false, because: 'not-yet', from: on('2026-03-04') }),
        row({ signal: 'satisfaction-falling', warns: false, because: 'too-few-answers' }),
        row({ signal: 'service-breaches', warns: false, because: 'no-verdicts' }),
        row({ signal: 'complaints-up', warns: false, because: 'no-complaints' }),
        row({ signal: 'industry-turning-bad', warns: false, because: 'no-industry' }),
        row({ signal: 'wallet-share-falling', warns: false, because: 'no-wallet-share' }),
      ],
    },
    on('2026-02-15'),
  );
  shows(
    {
      ...{ warns: 2, severity: 'high' },
      nextPurchase: {
        ...{ expectedAt: addDays(on('2026-01-26'), 27.75), isPast: true },
        ...{ usualDays: 27.75, lastAt: on('2026-01-26') },
      },
      signals: [
        row({ signal: 'silence', warns: true, because: 'warns', score: 53, severity: 'medium', warning: 'silence-4' }),
        row({ signal: 'volume-down', warns: false }),
        row({ signal: 'payment-overdue', warns: true, score: 80, action: 'review-credit', eventIds: ['event-5'] }),
        ...[
          'satisfaction-falling',
          'service-breaches',
          'complaints-up',
          'industry-turning-bad',
          'wallet-share-falling',
        ].map((signal) => row({ signal, warns: false })),
      ],
    },
    on('2026-03-25'),
  );
});

it('knows nothing yet of a due date that was agreed later, though what was written behind that repeats it', () => {
  const issuedAt = on('2026-02-01');
  const first = { since: issuedAt, dueAt: on('2026-03-01') };
  const paid = (...later: readonly { readonly since: string; readonly dueAt: string }[]) =>
    told(
      InvoiceSettled({
        ...{ paymentId: 'p', amount: '40.00' },
        invoice: { number: 'I', currency: 'CNY', issuedAt, dues: [first, ...later] },
      }),
      { stream: 'invoice-I', occurredAt: on('2026-02-05') },
    );
  for (const one of [paid(), paid({ since: on('2026-02-20'), dueAt: on('2026-05-01') })])
    projectionSpec(warningsSection)
      .given(invoice, one)
      .thenView(
        expect.objectContaining({
          changesAt: on('2026-03-04'),
          signals: expect.arrayContaining([row({ signal: 'payment-overdue', from: on('2026-03-04') })]) as never,
        }) as never,
        { asOf: on('2026-02-15') },
      );
});

it('warns by answers, by verdicts, by complaints, by the outlook of its industry and by its share of wallet, as it is known to be then', () => {
  const scored = (score: number) => responseEvents.ResponseGiven({ instrument: 'csat', scale: 5, score });
  const answers = [5, 4, 5, 4, 5, 3, 2, 3, 3, 3].map((score, n) =>
    told(scored(score), { stream: `survey-response-${n}`, occurredAt: addDays(on('2026-01-01'), n < 5 ? n : 190 + n) }),
  );
  const missed = ['2026-07-01', '2026-07-02', '2026-07-03'].map((date) =>
    told(
      ServiceLevelMissed({
        ...{ clock: 'response', targetMinutes: 60, spentMinutes: 60, stretches: [] },
        ...{ hours: 'natural', levelsVersion: 0, calendarVersion: 0 },
      }),
      { stream: `service-request-${date}`, occurredAt: on(date) },
    ),
  );
  const complaints = ['2026-07-05', '2026-07-20'].map((date) =>
    told(complaintStepEvents.ComplaintFiled({ number: date, severity: 'minor', complaint: 'scratched' }), {
      ...{ stream: `complaint-${date}`, occurredAt: on(date) },
    }),
  );
  const industry = told(openFactEvents.FactAsserted({ attribute: 'industry', value: 'E', standard: true }), {
    ...{ department: 'sales', occurredAt: on('2026-01-01') },
  });
  const outlooks = [{ industry: 'E', from: on('2026-07-01'), outlook: 'bad', reason: '市场公报' }] as const;
  const shares = (['45', '30'] as const).map((value, n) =>
    told(openFactEvents.FactAsserted({ attribute: 'shareOfWallet', value, standard: true }), {
      ...{ department: 'sales', occurredAt: on(`2026-0${n + 5}-01`) },
    }),
  );
  projectionSpec(warningsSection)
    .given(...answers, ...missed, ...complaints, industry, ...shares)
    .inAnyOrderOfStreams()
    .thenView(
      expect.objectContaining({
        ...{ warns: 5, changesAt: addDays(on('2026-07-01'), 90) },
        signals: expect.arrayContaining([
          row({ signal: 'satisfaction-falling', warns: true, severity: 'high', action: 'ask-why' }),
          row({ signal: 'service-breaches', warns: true, score: 70, action: 'review-service' }),
          row({ signal: 'complaints-up', warns: true, score: 30, action: 'review-complaints' }),
          row({ signal: 'industry-turning-bad', warns: true, score: 55, action: 'limit-exposure' }),
          row({ signal: 'wallet-share-falling', warns: true, score: 59, action: 'win-back-share' }),
        ]) as object,
      }) as never,
      { asOf: on('2026-07-25'), policies: withPolicy(marketOutlookPolicy, { outlooks }) },
    );
});

it('is the same in any order of streams', () =>
  projectionSpec(warningsSection)
    .given(...weekly, invoice)
    .inAnyOrderOfStreams()
    .thenView(expect.objectContaining({ warns: 2 }) as never, { asOf: on('2026-03-25') }));

describe('says what was done with the warning that it names', () => {
  const done = (date: string) => ({ stream: 'warning-silence-4', occurredAt: on(date) });
  const acknowledged = told(WarningAcknowledged({}), done('2026-04-01'));
  const snoozed = told(WarningSnoozed({ until: on('2026-04-20'), reason: '出差' }), done('2026-04-02'));
  const closed = told(WarningClosed({ outcome: 'false-alarm' }), done('2026-05-01'));
  it.each([
    ['2026-03-25', 'open'],
    ['2026-04-01', 'acknowledged'],
    ['2026-04-19', 'snoozed'],
    ['2026-04-20', 'open'],
    ['2026-05-02', 'closed'],
  ])('%s: %s', (date, status) =>
    projectionSpec(warningsSection)
      .given(
        ...weekly,
        raised,
        ...[acknowledged, snoozed, closed].filter(({ occurredAt = '' }) => occurredAt <= on(date)),
      )
      .inAnyOrderOfStreams()
      .thenView(
        expect.objectContaining({
          ...{ warns: 1, ...(status === 'snoozed' && { changesAt: on('2026-04-20') }) },
          signals: expect.arrayContaining([row({ signal: 'silence', warning: 'silence-4', status })]) as object,
        }) as never,
        { asOf: on(date) },
      ),
  );

  it('counts it while it is not closed', () => {
    projectionSpec(warningsSection)
      .given(...weekly, raised, snoozed)
      .thenFields({ openWarnings: 1 });
    projectionSpec(warningsSection)
      .given(...weekly, raised, closed)
      .thenFields({ openWarnings: 0 });
  });
});

it('looks at what warns as of the asking, whenever that began, and at a silence as of when it did', () => {
  const missed = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-20'].map((date) =>
    told(
      ServiceLevelMissed({
        ...{ clock: 'response', targetMinutes: 60, spentMinutes: 60, stretches: [] },
        ...{ hours: 'natural', levelsVersion: 0, calendarVersion: 0 },
      }),
      { stream: `service-request-${date}`, occurredAt: on(date) },
    ),
  );
  const seen = (date: string, breaches: number) =>
    projectionSpec(warningsSection)
      .given(...weekly, ...missed)
      .thenView(
        expect.objectContaining({
          signals: expect.arrayContaining([
            row({ signal: 'service-breaches', from: on('2026-03-03'), measures: measured('breaches', breaches) }),
            row({ signal: 'silence', from: silentFrom, measures: measured('silent-days', 54) }),
          ]) as object,
        }) as never,
        { asOf: on(date) },
      );
  seen('2026-03-10', 3);
  seen('2026-03-25', 4);
});

it('names no warning that has ended', () => {
  const ended = told(WarningEnded({ signal: 'silence' }), {
    stream: 'warning-silence-4',
    occurredAt: on('2026-04-01'),
  });
  projectionSpec(warningsSection)
    .given(...weekly, invoice, raised, ended)
    .thenView(
      expect.objectContaining({ signals: expect.arrayContaining([row({ warning: null })]) as object }) as never,
    );
});

it('names the first of two warnings that last as of a day, in whatever order they are told', () => {
  const earlier = { ...raised, stream: 'warning-silence-3', occurredAt: addDays(silentFrom, -10) };
  projectionSpec(warningsSection)
    .given(...weekly, invoice, raised, earlier)
    .inAnyOrderOfStreams()
    .thenView(
      expect.objectContaining({
        signals: expect.arrayContaining([row({ signal: 'silence', warning: 'silence-3' })]) as object,
      }) as never,
      { asOf: on('2026-03-25') },
    );
});

it('lists by when a silence warns and by the next purchase, by the policy in force', () => {
  spec.thenFields({ silentFrom, nextPurchaseAt: addDays(on('2026-01-26'), 27.75) });
  const strict = withPolicy(warningsPolicy, Object.assign({}, warningsPolicy.initial, { silencePurchases: 9 }), 2);
  spec.thenFields({ silentFrom: null }, strict);
});

it('expects no purchase of a customer while it is deactivated, and names why and by which event', () => {
  const reason = { reason: '已停业' };
  const out = told(inUseEvents.CustomerDeactivated(reason), { stream: 'customer-c', occurredAt: on('2026-02-10') });
  const back = told(inUseEvents.CustomerReactivated(reason), { stream: 'customer-c', occurredAt: on('2026-02-20') });
  const off = { nextPurchase: null, noNextPurchase: 'deactivated' };
  const expected = { nextPurchase: expect.anything() as object, noNextPurchase: null };
  const gone = projectionSpec(warningsSection)
    .given(...weekly, out)
    .inAnyOrderOfStreams();
  for (const [asOf, seen] of [
    [on('2026-02-09'), expected],
    [on('2026-02-10'), off],
  ] as const)
    gone.thenView(expect.objectContaining(seen) as never, { asOf });
  gone.thenFields({ silentFrom: null, nextPurchaseAt: null });
  const evidence = warningsSection.figures.noNextPurchase.evidence;
  const statuses = [{ status: 'deactivated' as const, since: on('2026-02-10'), position: 5, eventId: 'off' }];
  const asked = (asOf: string) => evidence?.({ ...warningsSection.initial, statuses }, viewing({ asOf }), []);
  expect([asked(on('2026-02-09')), asked(on('2026-02-11'))]).toEqual([[], ['off']]);
  const again = projectionSpec(warningsSection).given(...weekly, out, back);
  for (const [asOf, seen] of [
    [on('2026-02-19'), off],
    [on('2026-02-20'), expected],
  ] as const)
    again.thenView(expect.objectContaining(seen) as never, { asOf });
  again.thenFields({ silentFrom, nextPurchaseAt: addDays(on('2026-01-26'), 27.75) });
});

it('says where too little was bought to expect anything', () =>
  projectionSpec(warningsSection)
    .given(placed('2026-01-05'))
    .thenView(expect.objectContaining({ nextPurchase: null, noNextPurchase: 'too-few-purchases' }) as never));

it('tells the same of when anything changes in whatever order a payment that bounced and the next one are told', () => {
  const dues = [{ since: on('2026-02-01'), dueAt: on('2026-03-01') }];
  const of = {
    paymentId: 'p',
    amount: '100.00',
    invoice: { number: 'I', currency: 'CNY', issuedAt: on('2026-02-01'), dues },
  };
  const at = (day: string) => ({ stream: 'invoice-I', occurredAt: on(`2026-02-${day}`) });
  projectionSpec(warningsSection)
    .given(
      invoice,
      told(InvoiceSettled(of), at('05')),
      told(InvoiceReopened({ ...of, because: 'reversed', settledAt: on('2026-02-05') }), at('08')),
      told(InvoiceSettled({ ...of, paymentId: 'q' }), at('12')),
    )
    .inAnyOrderOfCommit()
    .thenView(expect.objectContaining({ changesAt: null }) as never, { asOf: on('2026-02-20') });
});
