import { IsId, IsInstant, IsLabel, IsOneOf, IsReference, IsText, Removes, Titled } from '@dossier/fields';
import { canonicalJson, correctedTo, defineCommand, instant, milliseconds, partsOf, saidAgain } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { PRODUCT } from '../../complaint-parts';
import { correctionRefuses, happenedAt, mustCorrect } from '../../corrections';
import { dueAfterNotice, hazardNotice, noticeGiven, noticeIn } from '../../hazard-notice';
import { HazardNoticeCorrected, HazardNoticeSetAside, type NoticeContent } from '../../hazard-notice.events';
import {
  ACKNOWLEDGE_BY,
  DOCUMENT,
  GIVEN,
  GIVEN_BY,
  HAZARD,
  NOTICE_ID,
  RECIPIENT,
  RESPONSIBILITY,
} from '../../hazard-parts';
import { hazardRefusal } from '../../hazard.refusals';
import { originOf, restatedMisses } from '../../hazard-standing';
import {
  hazardSeverities,
  type HazardSeverity,
  type NoticeChannel,
  noticeChannels,
  type NoticeRemovable,
  noticeRemovables,
} from '../../hazard-terms';
import { REASON } from '../../shown-parts';

export class CorrectHazardNotice {
  @Titled(NOTICE_ID) @IsId() readonly noticeId!: string;
  @Titled(PRODUCT) @IsOptional() @IsReference() readonly product?: string;
  @Titled(hazardSeverities.title, { help: { zh: '期限不随之改变。', en: 'Its deadline stays as it is.' } })
  @IsOptional()
  @IsOneOf(hazardSeverities)
  readonly severity?: HazardSeverity;
  @Titled(noticeChannels.title) @IsOptional() @IsOneOf(noticeChannels) readonly channel?: NoticeChannel;
  @Titled(GIVEN_BY) @IsOptional() @IsLabel() readonly givenBy?: string;
  @Titled(HAZARD) @IsOptional() @IsText(5000) readonly hazard?: string;
  @Titled(RESPONSIBILITY) @IsOptional() @IsText(5000) readonly responsibility?: string;
  @Titled(RECIPIENT) @IsOptional() @IsText(200) readonly recipient?: string;
  @Titled(DOCUMENT) @IsOptional() @IsReference() readonly document?: string;
  @Titled(ACKNOWLEDGE_BY) @IsOptional() @IsInstant() readonly dueAt?: string;
  @Titled(GIVEN, {
    help: { zh: '实际告知的时间；期限不随之改变。', en: 'When it was really given; its deadline stays as it is.' },
  })
  @IsOptional()
  @IsInstant()
  readonly givenAt?: string;
  @Removes(noticeRemovables) readonly remove?: readonly NoticeRemovable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** What a customer acknowledges. */
const whatIsTold = partsOf<NoticeContent>(['product', 'severity', 'hazard', 'responsibility', 'dueAt']);

/** 更正危险告知: what was entered wrongly; it holds from when the notice was given. */
export const correctHazardNotice = defineCommand({
  name: 'service.CorrectHazardNotice',
  title: { zh: '更正危险告知', en: 'Correct a notice of hazard' },
  command: CorrectHazardNotice,
  on: hazardNotice,
  id: ({ noticeId }) => noticeId,
  by: ['service', 'staff'],
  refuses: [
    correctionRefuses,
    hazardRefusal.some(
      ...(['unknown-notice', 'due-before-notice', 'notice-acknowledged', 'notice-withdrawn'] as const),
    ),
  ],
  route: {
    path: 'hazard-notices/:noticeId/correct',
    description: {
      zh: '只改所给的内容，自告知时起生效。已确认的，所告知的内容、时间与期限均不能改，须先撤回确认：客户确认的是当时的内容。',
      en: 'Changes only what is given, from when the notice was given. Of one that is acknowledged neither what it says nor its time or deadline can be changed before the acknowledgement is withdrawn: the customer acknowledged what it said then.',
    },
    example: { noticeId: 'HN-2026-0007', document: 'WX-0312', reason: '文件号录错' },
  },
  decide: (command, state, { now }) => {
    const { noticeId, remove = [], reason } = command;
    const { before, origin } = noticeGiven(state, noticeId);
    const { acknowledged, withdrawnAt } = before;
    if (withdrawnAt !== null) throw hazardRefusal('notice-withdrawn', { noticeId, withdrawnAt });
    const news = noticeIn(command);
    mustCorrect(news, remove, { at: command.givenAt, removables: noticeRemovables });
    const content = saidAgain(before.content);
    const then = correctedTo(content, news, remove);
    const occurredAt = happenedAt(command.givenAt, origin.givenAt, now);
    const corrected = { ...then, dueAt: dueAfterNotice(instant(milliseconds(then.dueAt)), occurredAt) };
    const isElsewhen = occurredAt !== origin.givenAt;
    if (!isElsewhen && canonicalJson(corrected) === canonicalJson(content)) return [];
    const tellsOther = isElsewhen || canonicalJson(whatIsTold(corrected)) !== canonicalJson(whatIsTold(content));
    if (acknowledged !== null && tellsOther)
      throw hazardRefusal('notice-acknowledged', { noticeId, acknowledgedAt: acknowledged.at });
    const { product, severity } = origin;
    return [
      ...(isElsewhen ? [HazardNoticeSetAside({ product, severity }, { occurredAt: origin.givenAt })] : []),
      HazardNoticeCorrected({ ...corrected, reason }, { occurredAt }),
      ...restatedMisses({ ...before, origin: originOf(corrected, { occurredAt }) }),
    ];
  },
});
