import { IsInstant, IsLabel, IsOneOf, IsText, Titled } from '@dossier/fields';
import { instant, type Instant, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { interactionsRefusal } from './interactions.refusals';
import { PromiseMade } from './promise.events';
import { AreTexts } from './rules';
import { DUE, MINUTES, NEEDS, OWNER, PARTICIPANTS, STAFF, WHAT } from './shown-parts';
import { contactChannels, type Direction, directions, type PromiseKind, type Sentiment, sentiments } from './terms';

/** What may be said of an interaction beside its kind and subject. */
export abstract class Noted {
  @Titled(contactChannels.title, {
    help: {
      zh: '省略时，电话为 phone，邮件为 e-mail，拜访为 on-site，网站为 web，其余未知。',
      en: 'Left out, it is phone for a call, e-mail for a mail, on-site for a visit, web for the web; else unknown.',
    },
  })
  @IsOptional()
  @IsLabel()
  readonly channel?: string;
  @Titled(directions.title)
  @IsOptional()
  @IsOneOf(directions)
  readonly direction?: Direction;
  @Titled(sentiments.title, { help: { zh: '未知则省略。', en: 'Left out where it is unknown.' } })
  @IsOptional()
  @IsOneOf(sentiments)
  readonly sentiment?: Sentiment;
  @Titled(MINUTES, { help: { zh: '会议纪要或通话内容。', en: 'Of a meeting, or what was said in a call.' } })
  @IsOptional()
  @IsText(20_000)
  readonly minutes?: string;
  @Titled(PARTICIPANTS, {
    help: { zh: '每人一项，如“李娜（采购经理）”。', en: 'One each, such as "Li Na (purchasing)".' },
  })
  @IsOptional()
  @AreTexts(50, 100)
  readonly participants?: readonly string[];
  @Titled(STAFF, { help: { zh: '每人一项。', en: 'One each.' } })
  @IsOptional()
  @AreTexts(50, 100)
  readonly staff?: readonly string[];
  @Titled(NEEDS, {
    help: { zh: '客户说了要什么、为何烦恼，每条一项。', en: 'What the customer wants or suffers from, one each.' },
  })
  @IsOptional()
  @AreTexts(20, 500)
  readonly needs?: readonly string[];
}

export class NotedPromise {
  @Titled(WHAT, { help: { zh: '如“月底前到货”。', en: 'Such as "here by the end of the month".' } })
  @IsText(500)
  readonly what!: string;
  @Titled(OWNER, { help: { zh: '兑现人的姓名、岗位或团队。', en: 'The name, post or team that keeps it.' } })
  @IsLabel()
  readonly owner!: string;
  @Titled(DUE, { help: { zh: '到此刻仍未兑现即为逾期。', en: 'Not kept by this instant, it is overdue.' } })
  @IsInstant()
  readonly dueAt!: string;
}

/** Each interaction repeats nothing of its promises, but a screen shows them all. */
export const MOST_PROMISES = 50;

/** @throws Refusal `interactions/due-before-made` */
export function made(
  { what, owner, dueAt }: Omit<NotedPromise, 'what'> & { readonly what?: string },
  { promise, kind, madeAt }: { readonly promise: number; readonly kind: PromiseKind; readonly madeAt: Instant },
) {
  const due = instant(milliseconds(dueAt));
  if (due < madeAt) throw interactionsRefusal('due-before-made', { dueAt: due, madeAt });
  return PromiseMade({ promise, kind, ...(what !== undefined && { what }), owner, dueAt: due }, { occurredAt: madeAt });
}
