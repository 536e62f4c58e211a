import { compileRules } from '@dossier/rules';
import { businessCalendarPolicy, BusinessCalendarPolicy } from './business-calendar-policy';

const { initial, fault } = businessCalendarPolicy;
const { zone, week, makeUpHours, years } = initial;

it('comes with the days of mainland China, whose fields keep their rules', () => {
  expect(compileRules(BusinessCalendarPolicy).check(structuredClone(initial))).toEqual([]);
  expect(initial.years.map(({ year }) => year)).toEqual([2025, 2026]);
  expect(fault?.(initial)).toBeUndefined();
});
it('may have no holidays at all', () => {
  expect(fault?.({ zone, week, makeUpHours, years: [] })).toBeUndefined();
});
it.each([
  ['a zone that is none', { zone: 'Mars/Olympus', week, makeUpHours, years }],
  ['hours backwards', { zone, week, makeUpHours: [{ from: '18:00', to: '09:00' }], years }],
])('is refused with %s', (_, document) => {
  expect(fault?.(document)).toEqual({
    zh: expect.stringContaining('日历有误') as string,
    en: expect.stringContaining('the calendar makes no sense') as string,
  });
});
