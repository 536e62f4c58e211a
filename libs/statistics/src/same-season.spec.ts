import { sameSeason } from './same-season';

const day = (date: string): number => Date.parse(date) / 86_400_000;
const days = (...dates: readonly string[]): readonly number[] => dates.map(day);
const SLACK = 30;

describe('a customer that buys each January and July', () => {
  const bought = days('2024-01-15', '2024-01-20', '2024-07-10', '2025-01-12', '2025-07-12', '2025-07-15', '2026-01-18');
  const silentUntil = (date: string) => sameSeason(bought, { from: day('2026-01-18'), to: day(date) }, SLACK);
  it('was as silent in every May', () => {
    expect(silentUntil('2026-05-20')).toEqual({ years: 2, bought: 0 });
  });
  it('was not silent until September in any year: he left July out', () => {
    expect(silentUntil('2026-09-01')).toEqual({ years: 2, bought: 2 });
  });
  it('has time to be late', () => {
    expect(silentUntil('2026-07-25')).toEqual({ years: 2, bought: 0 });
  });
});

it('compares with no year before the customer’s own', () => {
  const silence = { from: day('2026-03-01'), to: day('2026-09-01') };
  expect(sameSeason(days('2025-05-01', '2026-03-01'), silence, SLACK)).toEqual({ years: 0, bought: 0 });
  expect(sameSeason(days('2025-03-01', '2025-05-01', '2026-03-01'), silence, SLACK)).toEqual({ years: 1, bought: 1 });
  expect(sameSeason([], silence, SLACK)).toEqual({ years: 0, bought: 0 });
});

it('tells nothing of a silence as short as the slack at both ends', () => {
  const silence = { from: day('2026-03-01'), to: day('2026-04-30') };
  expect(sameSeason(days('2020-01-01'), silence, SLACK)).toEqual({ years: 0, bought: 0 });
  expect(() => sameSeason(days('2020-01-01'), silence, -1)).toThrow(RangeError);
});

it('leaves out the slack at both ends', () => {
  const silence = { from: 1000, to: 1200 };
  const boughtOn = (dayBefore: number) => sameSeason([0, dayBefore], silence, SLACK).bought;
  // one year before: from 635 to 835, without 30 days at both ends; two: from 270 to 470
  expect([664, 665, 666, 805, 806].map(boughtOn)).toEqual([0, 0, 1, 1, 0]);
});
