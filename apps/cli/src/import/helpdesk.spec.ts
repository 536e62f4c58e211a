import type { TableRow } from './groups';
import { helpdesk } from './helpdesk';

let line = 1;
const row = (time: string, activity: string, resource = 'Value 1', key = 'Case1'): TableRow => ({
  ...{ line: (line += 1), fields: [key, time, resource, activity], broken: false, fits: true },
});
const naming = (kind: string, key: string): string => `${kind} of ${key}`;
const mapped = (...[first, ...others]: readonly [TableRow, ...TableRow[]]) =>
  helpdesk.map({ key: 'Case1', rows: [first, ...others] }, naming);
const stepsOf = (...rows: readonly [TableRow, ...TableRow[]]): readonly string[] =>
  (mapped(...rows).document?.data as { readonly steps: readonly { step: string; at: string }[] }).steps.map(
    ({ step, at }) => `${step} ${at.slice(8, 16)}`,
  );
const on = (day: number, activity: string, resource?: string): TableRow =>
  row(`2012/10/${String(day).padStart(2, '0')} 13:50:17.000`, activity, resource);

it('makes a ticket one request with all its steps, in whatever order its rows stand', () => {
  const rows = [
    on(9, 'Assign seriousness'),
    on(10, 'Take in charge ticket'),
    on(11, 'Wait'),
    on(12, 'Wait'),
    on(13, 'Take in charge ticket', 'Value 2'),
    on(14, 'Resolve ticket'),
    on(20, 'Closed'),
    on(21, 'Closed'),
  ] as const;
  const wanted = [
    ...['opened 09T13:50', 'assigned 10T13:50', 'paused 11T13:50', 'resumed 13T13:50', 'assigned 13T13:50'],
    ...['resolved 14T13:50', 'closed 20T13:50'],
  ];
  expect(stepsOf(...rows)).toEqual(wanted);
  expect(stepsOf(...(rows.toReversed() as unknown as typeof rows))).toEqual(wanted);
  expect(mapped(...rows).document).toMatchObject({
    ...{ id: 'message request of Case1', command: 'service.BringInRequest', rows: rows.map((each) => each.line) },
    data: { requestId: 'service-request of Case1', number: 'Case1', department: 'technical-support' },
  });
});

it('knows of a reopening by what came before the next resolution, and of none where there is no other', () => {
  expect(stepsOf(on(9, 'Insert ticket'), on(10, 'Resolve ticket'), on(10, 'Resolve ticket'))).toEqual(
    ['opened 09', 'resolved 10', 'reopened 10', 'resolved 10'].map((each) => `${each}T13:50`),
  );
  const again = [on(9, 'Insert ticket'), on(10, 'Resolve ticket'), on(12, 'Wait'), on(14, 'Resolve ticket')] as const;
  expect(stepsOf(...again)).toEqual(
    ['opened 09', 'resolved 10', 'reopened 12', 'paused 12', 'resolved 14'].map((each) => `${each}T13:50`),
  );
  expect(
    stepsOf(on(9, 'Insert ticket'), on(10, 'Resolve ticket'), on(12, 'VERIFIED'), on(13, 'Create SW anomaly')),
  ).toEqual(['opened 09', 'resolved 10'].map((each) => `${each}T13:50`));
});

it('keeps a whole ticket out where a row makes no sense', () => {
  const rows = [row('2012/13/09 13:50:17.000', 'Wait'), row('2012/10/09 13:50:17.000', ''), on(9, 'Closed')] as const;
  expect(mapped(...rows).rejected?.map(({ line: at, field, reason }) => [at - rows[0].line, field, reason.en])).toEqual(
    [
      [0, 'startTime', 'is no time from 1900 on in the form YYYY/MM/DD HH:mm:ss.SSS'],
      [1, 'Activity', 'must not be empty'],
      [2, 'case', 'another row of the ticket was rejected'],
    ],
  );
});
