import { type BusinessCalendar, EMPTY_CALENDAR, type HolidayYear } from './business-calendar';

const NEW_YEAR = { zh: '元旦', en: 'New Year' };
const SPRING_FESTIVAL = { zh: '春节', en: 'Spring Festival' };
const QINGMING = { zh: '清明节', en: 'Qingming Festival' };
const LABOUR_DAY = { zh: '劳动节', en: 'Labour Day' };
const DRAGON_BOAT = { zh: '端午节', en: 'Dragon Boat Festival' };
const MID_AUTUMN = { zh: '中秋节', en: 'Mid-Autumn Festival' };
const NATIONAL_DAY = { zh: '国庆节', en: 'National Day' };
const NATIONAL_DAY_AND_MID_AUTUMN = { zh: '国庆节、中秋节', en: 'National Day and Mid-Autumn Festival' };

/** Public holidays and make-up days of mainland China; each year is known from the notice of the November before it. */
export const CHINA_HOLIDAYS: readonly HolidayYear[] = [
  {
    year: 2025,
    source: {
      zh: '国务院办公厅关于2025年部分节假日安排的通知（2024年11月12日）',
      en: 'General Office of the State Council, notice on the holidays of 2025 (12 November 2024)',
    },
    holidays: [
      { name: NEW_YEAR, from: '2025-01-01', to: '2025-01-01', makeUpDays: [] },
      { name: SPRING_FESTIVAL, from: '2025-01-28', to: '2025-02-04', makeUpDays: ['2025-01-26', '2025-02-08'] },
      { name: QINGMING, from: '2025-04-04', to: '2025-04-06', makeUpDays: [] },
      { name: LABOUR_DAY, from: '2025-05-01', to: '2025-05-05', makeUpDays: ['2025-04-27'] },
      { name: DRAGON_BOAT, from: '2025-05-31', to: '2025-06-02', makeUpDays: [] },
      {
        name: NATIONAL_DAY_AND_MID_AUTUMN,
        from: '2025-10-01',
        to: '2025-10-08',
        makeUpDays: ['2025-09-28', '2025-10-11'],
      },
    ],
  },
  {
    year: 2026,
    source: {
      zh: '国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）',
      en: 'General Office of the State Council, notice on the holidays of 2026 (4 November 2025)',
    },
    holidays: [
      { name: NEW_YEAR, from: '2026-01-01', to: '2026-01-03', makeUpDays: ['2026-01-04'] },
      { name: SPRING_FESTIVAL, from: '2026-02-15', to: '2026-02-23', makeUpDays: ['2026-02-14', '2026-02-28'] },
      { name: QINGMING, from: '2026-04-04', to: '2026-04-06', makeUpDays: [] },
      { name: LABOUR_DAY, from: '2026-05-01', to: '2026-05-05', makeUpDays: ['2026-05-09'] },
      { name: DRAGON_BOAT, from: '2026-06-19', to: '2026-06-21', makeUpDays: [] },
      { name: MID_AUTUMN, from: '2026-09-25', to: '2026-09-27', makeUpDays: [] },
      { name: NATIONAL_DAY, from: '2026-10-01', to: '2026-10-07', makeUpDays: ['2026-09-20', '2026-10-10'] },
    ],
  },
];

/** Eight hours on each working day of mainland China. */
export const CHINA_CALENDAR: BusinessCalendar = { ...EMPTY_CALENDAR, years: CHINA_HOLIDAYS };
