import { dayFromNumber, dayNumber } from '@dossier/kernel';
import { businessClock } from './business-clock';
import { CHINA_CALENDAR, CHINA_HOLIDAYS } from './china';

const ZONE = 'Asia/Shanghai';
const isRest = (number: number): boolean => [5, 6].includes((number + 3) % 7);
const workdaysIn = (year: number): number =>
  businessClock(CHINA_CALENDAR, ZONE).minutes(`${year - 1}-12-31T16:00:00.000Z`, `${year}-12-31T16:00:00.000Z`) / 480;

it('has as many working days as the weekdays, less free ones, with make-up days', () => {
  // 2025: 261 weekdays, 18 of them free, 5 made up; 2026: 261, 19 and 6
  expect([workdaysIn(2025), workdaysIn(2026)]).toEqual([248, 248]);
});

it('gives as many days as each notice says', () => {
  const lengths = CHINA_HOLIDAYS.map(({ year, holidays }) => [
    year,
    ...holidays.map(({ from, to }) => dayNumber(to) - dayNumber(from) + 1),
  ]);
  expect(lengths).toEqual([
    [2025, 1, 8, 3, 5, 3, 8],
    [2026, 3, 9, 3, 5, 3, 3, 7],
  ]);
});

it('lets people work on the days that the notices name', () => {
  const named = CHINA_HOLIDAYS.map(({ holidays }) =>
    holidays
      .flatMap(({ makeUpDays }) => makeUpDays)
      .map((day) => {
        const [, month, date] = day.split('-').map(Number);
        return `${month}月${date}日（周${'一二三四五六日'[(dayNumber(day) + 3) % 7]}）`;
      }),
  );
  expect(named).toEqual([
    ['1月26日（周日）', '2月8日（周六）', '4月27日（周日）', '9月28日（周日）', '10月11日（周六）'],
    [
      ...['1月4日（周日）', '2月14日（周六）', '2月28日（周六）', '5月9日（周六）', '9月20日（周日）'],
      '10月10日（周六）',
    ],
  ]);
});

it('lets people work for a holiday on days of rest alone, near to it', () => {
  const holidays = CHINA_HOLIDAYS.flatMap((each) => each.holidays);
  for (const { from, to, makeUpDays } of holidays)
    for (const day of makeUpDays) {
      expect([day, isRest(dayNumber(day))]).toEqual([day, true]);
      expect(holidays.some((other) => other.from <= day && day <= other.to)).toBe(false);
      expect(day >= dayFromNumber(dayNumber(from) - 14) && day <= dayFromNumber(dayNumber(to) + 14)).toBe(true);
    }
});

it('takes and gives no day but those of its year', () => {
  for (const { year, source, holidays } of CHINA_HOLIDAYS) {
    expect([source.zh, source.en].every((text) => text.includes(String(year)))).toBe(true);
    for (const { from, to, makeUpDays } of holidays)
      for (const day of [from, to, ...makeUpDays]) expect(day.slice(0, 4)).toBe(String(year));
  }
});
