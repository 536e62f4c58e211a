import { holdsInstant, localTimes } from './local-times';

it('tells instants by the clocks of a zone, and leaves what only looks like one as it is', () => {
  const told = { at: '2026-02-03T10:00:00.000Z', all: ['x', { until: '2026-02-03T16:30:00Z' }] };
  expect(localTimes(told, 'Asia/Shanghai')).toEqual({
    at: '2026-02-03 18:00:00',
    all: ['x', { until: '2026-02-04 00:30:00' }],
  });
  for (const text of ['2026-99-99T99:99:99Z', '2026-02-30T10:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T20:00:00Z']) {
    expect(localTimes({ text }, 'Asia/Shanghai')).toEqual({ text });
    expect(holdsInstant([text])).toBe(false);
  }
});
