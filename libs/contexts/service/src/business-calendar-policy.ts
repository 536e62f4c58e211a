import { type BusinessCalendar, type BusinessClock, businessClock, CHINA_CALENDAR } from '@dossier/calendar';
import { applyDecorators, Impersonal, IsForm, IsText, Titled } from '@dossier/fields';
import { type Day, definePolicy, type Policies } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, Matches, Max, Min, ValidateNested } from 'class-validator';

const IsTimeOfDay = (): PropertyDecorator =>
  IsForm(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, {
    zh: '时刻，如 09:00；一日之末写作 24:00',
    en: 'a time such as "09:00"; "24:00" is the end of a day',
  });
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const DAY_WORDS = { zh: '日期，如 "2026-01-31"', en: 'a day, such as "2026-01-31"' };

export class WorkingHours {
  @Titled({ zh: '自', en: 'From' }) @IsTimeOfDay() readonly from!: string;
  @Titled({ zh: '至', en: 'To' }) @IsTimeOfDay() readonly to!: string;
}

const AreHours = (): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(12),
    ValidateNested({ each: true }),
    Type(() => WorkingHours),
  );
const IsName = (): PropertyDecorator => applyDecorators(IsText(200), Impersonal('words'));

export class WorkingWeek {
  @Titled({ zh: '星期一', en: 'Monday' }) @AreHours() readonly monday!: readonly WorkingHours[];
  @Titled({ zh: '星期二', en: 'Tuesday' }) @AreHours() readonly tuesday!: readonly WorkingHours[];
  @Titled({ zh: '星期三', en: 'Wednesday' }) @AreHours() readonly wednesday!: readonly WorkingHours[];
  @Titled({ zh: '星期四', en: 'Thursday' }) @AreHours() readonly thursday!: readonly WorkingHours[];
  @Titled({ zh: '星期五', en: 'Friday' }) @AreHours() readonly friday!: readonly WorkingHours[];
  @Titled({ zh: '星期六', en: 'Saturday' }) @AreHours() readonly saturday!: readonly WorkingHours[];
  @Titled({ zh: '星期日', en: 'Sunday' }) @AreHours() readonly sunday!: readonly WorkingHours[];
}

export class InBothLanguages {
  @Titled({ zh: '中文', en: 'Chinese' }) @IsName() readonly zh!: string;
  @Titled({ zh: '英文', en: 'English' }) @IsName() readonly en!: string;
}

export class CalendarHoliday {
  @Titled({ zh: '节日', en: 'Holiday' })
  @ValidateNested()
  @Type(() => InBothLanguages)
  readonly name!: InBothLanguages;
  @Titled({ zh: '首日', en: 'First day' }) @IsForm(DAY, DAY_WORDS) readonly from!: Day;
  @Titled({ zh: '末日', en: 'Last day' }) @IsForm(DAY, DAY_WORDS) readonly to!: Day;
  @Titled({ zh: '调休上班日', en: 'Make-up days' })
  @IsArray()
  @ArrayMaxSize(31)
  @Matches(DAY, { each: true, context: DAY_WORDS })
  readonly makeUpDays!: readonly Day[];
}

export class CalendarYear {
  @Titled({ zh: '年份', en: 'Year' }) @IsInt() @Min(1900) @Max(9998) readonly year!: number;
  @Titled({ zh: '依据', en: 'Published by' })
  @ValidateNested()
  @Type(() => InBothLanguages)
  readonly source!: InBothLanguages;
  @Titled({ zh: '节假日', en: 'Holidays' })
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => CalendarHoliday)
  readonly holidays!: readonly CalendarHoliday[];
}

export class BusinessCalendarPolicy implements BusinessCalendar {
  @Titled(
    { zh: '时区', en: 'Time zone' },
    { help: { zh: '营业时间按此时区的时钟。', en: 'Working hours are by the clocks of this zone.' } },
  )
  @IsForm(/^[A-Za-z0-9_+/-]{1,64}$/, { zh: '时区名称，如 "Asia/Shanghai"', en: 'a time zone, such as "Asia/Shanghai"' })
  readonly zone!: string;
  @Titled({ zh: '每周工作时间', en: 'Working hours of a week' })
  @ValidateNested()
  @Type(() => WorkingWeek)
  readonly week!: WorkingWeek;
  @Titled({ zh: '调休上班日的工作时间', en: 'Working hours of make-up days' })
  @AreHours()
  readonly makeUpHours!: readonly WorkingHours[];
  @Titled(
    { zh: '各年节假日', en: 'Holidays by year' },
    {
      help: {
        zh: '自带国务院办公厅公布的 2025、2026 年安排；没有列出的年份只按每周工作时间，留空即没有节假日。',
        en: 'Comes with those of 2025 and 2026 as published for mainland China. A year that is not named has the hours of the week alone; an empty list has no holidays at all.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => CalendarYear)
  readonly years!: readonly CalendarYear[];
}

/** 工作日历: when people are at work. */
export const businessCalendarPolicy = definePolicy<BusinessCalendarPolicy>({
  name: 'business-calendar',
  title: { zh: '工作日历', en: 'Business calendar' },
  document: BusinessCalendarPolicy,
  initial: { zone: 'Asia/Shanghai', ...CHINA_CALENDAR },
  fault: (document) => {
    try {
      businessClock(document, document.zone);
      return undefined;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { zh: `日历有误：${error.message}`, en: `the calendar makes no sense: ${error.message}` };
    }
  },
});

/** Each clock keeps the days that it has seen; a version of the policy is one object as long as it is in memory. */
const clocks = new WeakMap<BusinessCalendarPolicy, BusinessClock>();

/** The clock of the calendar in force. */
export function workingClock(policies: Policies): BusinessClock {
  const { document } = policies(businessCalendarPolicy);
  let clock = clocks.get(document);
  if (clock === undefined) clocks.set(document, (clock = businessClock(document, document.zone)));
  return clock;
}
