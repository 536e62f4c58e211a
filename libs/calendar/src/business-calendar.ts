import type { Day, Text } from '@dossier/kernel';

/** Working hours by the clocks of a zone, `09:00` to `18:00`; `24:00` is the end of the day. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Free days in a row, first and last included, and the days of rest on which people work for them (调休). */
export interface Holiday {
  readonly name: Text;
  readonly from: Day;
  readonly to: Day;
  readonly makeUpDays: readonly Day[];
}
/** Holidays of one year, and who published them. In years without holidays the weekdays alone count. */
export interface HolidayYear {
  readonly year: number;
  readonly source: Text;
  readonly holidays: readonly Holiday[];
}

/** 工作日历: when people are at work. Plain data, for a policy to carry. */
export interface BusinessCalendar {
  /** Working hours of each weekday, in order; a day of rest has none. */
  readonly week: Readonly<Record<Weekday, readonly Hours[]>>;
  /** Working hours of every make-up day. */
  readonly makeUpHours: readonly Hours[];
  readonly years: readonly HolidayYear[];
}

const weekOf = (workday: readonly Hours[], restDay: readonly Hours[]): BusinessCalendar['week'] => ({
  ...{ monday: workday, tuesday: workday, wednesday: workday, thursday: workday, friday: workday },
  ...{ saturday: restDay, sunday: restDay },
});

const ALL_DAY: readonly Hours[] = [{ from: '00:00', to: '24:00' }];
const OFFICE_HOURS: readonly Hours[] = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];

/** Eight hours from Monday to Friday, without any holiday: what a company fills with its own. */
export const EMPTY_CALENDAR: BusinessCalendar = {
  week: weekOf(OFFICE_HOURS, []),
  makeUpHours: OFFICE_HOURS,
  years: [],
};

/** Every hour of every day counts (natural hours 自然时间). */
export const AROUND_THE_CLOCK: BusinessCalendar = { week: weekOf(ALL_DAY, ALL_DAY), makeUpHours: ALL_DAY, years: [] };
