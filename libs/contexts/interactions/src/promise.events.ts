import { InTheClear, IsInstant, IsMostlyDepartment, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Min, ValidateNested } from 'class-validator';
import {
  type PromiseKind,
  promiseKinds,
  type Release,
  releases,
  type Settlement,
  settlements,
  type Verdict,
  verdicts,
} from './terms';

/** Promises are numbered within their interaction, from 1 on. */
abstract class OfPromise {
  @IsInt() @Min(1) readonly promise!: number;
}
class PromiseMadePayload extends OfPromise {
  @IsOneOf(promiseKinds) readonly kind!: PromiseKind;
  @Personal() @IsOptional() @IsString() readonly what?: string | Erased;
  @InTheClear() readonly owner!: string;
  @IsInstant() readonly dueAt!: Instant;
}
class PromiseKeptPayload extends OfPromise {
  @IsOneOf(verdicts) readonly verdict!: Verdict;
  @Personal() @IsOptional() @IsString() readonly note?: string | Erased;
}
class PromiseMovedPayload extends OfPromise {
  @IsInstant() readonly dueAt!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class PromiseReleasedPayload extends OfPromise {
  @IsOneOf(releases) readonly because!: Release;
  @Personal() @IsString() readonly reason!: string | Erased;
}
/** A due date, and since when it was agreed. */
export class DueSince {
  @Titled({ zh: '自何时起约定', en: 'Agreed since' }) @IsInstant() readonly since!: Instant;
  @IsInstant() readonly dueAt!: Instant;
}
class PromiseJudgedAgainPayload extends OfPromise {
  @Titled({ zh: '原判定', en: 'Verdict before' }) @IsOneOf(verdicts) readonly was!: Verdict;
  @IsOneOf(verdicts) readonly verdict!: Verdict;
}
/** It says the promise again: what shows open promises forgets those that are settled. */
class PromiseReopenedPayload extends OfPromise {
  @IsOneOf(settlements) readonly was!: Settlement;
  @IsOneOf(promiseKinds) readonly kind!: PromiseKind;
  @Personal() @IsOptional() @IsString() readonly what?: string | Erased;
  @InTheClear() readonly owner!: string;
  /** Who recorded the promise. */
  @IsMostlyDepartment() readonly department!: string;
  /** By when they were agreed. */
  @Titled({ zh: '历次到期时间', en: 'Due dates' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DueSince)
  readonly dues!: readonly DueSince[];
  @Personal() @IsString() readonly reason!: string | Erased;
}
class PromiseMissedPayload extends OfPromise {
  @IsOneOf(promiseKinds) readonly kind!: PromiseKind;
  @InTheClear() readonly owner!: string;
  @IsInstant() readonly dueAt!: Instant;
}
class PromiseMissWithdrawnPayload extends OfPromise {
  @IsInstant() readonly dueAt!: Instant;
}

/** 已作出约定 */
export const PromiseMade = defineEvent(
  'interactions.PromiseMade',
  {
    title: { zh: '已作出约定', en: 'Promise made' },
    says: {
      zh: '{kind}[：{what}]，负责人：{owner}，期限 {dueAt}',
      en: '{kind}[: {what}], owner: {owner}, due {dueAt}',
    },
  },
  PromiseMadePayload,
);
/** 约定已兑现 */
export const PromiseKept = defineEvent(
  'interactions.PromiseKept',
  {
    title: { zh: '约定已兑现', en: 'Promise kept' },
    says: { zh: '第 {promise} 项约定{verdict}[：{note}]', en: 'Promise {promise} {verdict}[: {note}]' },
  },
  PromiseKeptPayload,
);
/** Another due date was agreed with the customer: it holds from then on. */
export const PromiseMoved = defineEvent(
  'interactions.PromiseMoved',
  {
    title: { zh: '约定已改期', en: 'Promise moved' },
    says: {
      zh: '第 {promise} 项约定改期至 {dueAt}，原因：{reason}',
      en: 'Promise {promise} is now due {dueAt}, reason: {reason}',
    },
  },
  PromiseMovedPayload,
);
/** Not needed any more: from then on. A mistake: it never was. */
export const PromiseReleased = defineEvent(
  'interactions.PromiseReleased',
  {
    title: { zh: '约定已撤销', en: 'Promise released' },
    says: {
      zh: '撤销第 {promise} 项约定：{because}，原因：{reason}',
      en: 'Promise {promise} released: {because}, reason: {reason}',
    },
  },
  PromiseReleasedPayload,
);
/** 兑现改判: another due date had been agreed before it was kept, which was recorded only after that. */
export const PromiseJudgedAgain = defineEvent(
  'interactions.PromiseJudgedAgain',
  {
    title: { zh: '兑现已改判', en: 'Promise judged again' },
    says: {
      zh: '第 {promise} 项约定原判{was}，现判{verdict}',
      en: 'Promise {promise} was judged as {was}, and is now {verdict}',
    },
  },
  PromiseJudgedAgainPayload,
);
/** It was not kept or released after all: as if that had never been said. */
export const PromiseReopened = defineEvent(
  'interactions.PromiseReopened',
  {
    title: { zh: '约定已重开', en: 'Promise reopened' },
    says: {
      zh: '第 {promise} 项约定其实并非{was}，原因：{reason}',
      en: 'Promise {promise} was not {was} after all, reason: {reason}',
    },
  },
  PromiseReopenedPayload,
);
/** 约定逾期 */
export const PromiseMissed = defineEvent(
  'interactions.PromiseMissed',
  {
    title: { zh: '约定逾期未兑现', en: 'Promise missed' },
    says: {
      zh: '第 {promise} 项约定（{kind}）未按期兑现，负责人：{owner}，期限 {dueAt}',
      en: 'Promise {promise} ({kind}) was not kept in time, owner: {owner}, due {dueAt}',
    },
  },
  PromiseMissedPayload,
);
/** What was recorded late shows that it was kept, moved or released by the instant at which it was said to be missed. */
export const PromiseMissWithdrawn = defineEvent(
  'interactions.PromiseMissWithdrawn',
  {
    title: { zh: '逾期认定已撤回', en: 'Promise not missed after all' },
    says: {
      zh: '后续登记表明：第 {promise} 项约定在 {dueAt} 并未逾期',
      en: 'What was recorded since shows: promise {promise} was not missed at {dueAt}',
    },
  },
  PromiseMissWithdrawnPayload,
);

export const promiseEvents = {
  PromiseMade,
  PromiseKept,
  PromiseMoved,
  PromiseReleased,
  PromiseJudgedAgain,
  PromiseReopened,
  PromiseMissed,
  PromiseMissWithdrawn,
};
