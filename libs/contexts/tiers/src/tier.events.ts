import { InTheClear, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { type CodeOf, defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Min, ValidateNested } from 'class-validator';
import { MeasureTold } from './evidence';
import { endings, type Move, moves, type Scheme, schemes, type Tier, tiers } from './terms';

/** What an assessment says of one customer. */
abstract class AssessmentPayload {
  @IsOneOf(schemes) readonly scheme!: Scheme;
  @Titled({ zh: '评定编号', en: 'Assessment' }) @InTheClear() readonly assessment!: string;
  @Titled({ zh: '政策版本', en: 'Version of the policy' }) @IsInt() @Min(0) readonly policyVersion!: number;
  @Titled({ zh: '依据', en: 'Measures' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => MeasureTold)
  readonly measures!: readonly MeasureTold[];
}
class TierChangedPayload extends AssessmentPayload {
  @IsOneOf(moves) readonly move!: Extract<Move, 'first' | 'raised' | 'lowered'>;
  /** Left out: it had none. */
  @Titled({ zh: '原级别', en: 'Tier before' }) @IsOptional() @IsOneOf(tiers) readonly before?: Tier;
  @IsOneOf(tiers) readonly tier!: Tier;
}
class DowngradeAnnouncedPayload extends AssessmentPayload {
  /** Until then. */
  @IsOneOf(tiers) readonly tier!: Tier;
  @Titled({ zh: '将降为', en: 'Will be' }) @IsOneOf(tiers) readonly to!: Tier;
  @Titled({ zh: '生效时间', en: 'In force from' }) @IsInstant() readonly effectiveAt!: Instant;
}
class DowngradeWithdrawnPayload extends AssessmentPayload {
  @IsOneOf(tiers) readonly tier!: Tier;
  @Titled({ zh: '原拟降为', en: 'Would have been' }) @IsOneOf(tiers) readonly to!: Tier;
}
class DowngradeReversedPayload extends AssessmentPayload {
  /** That it has again. */
  @IsOneOf(tiers) readonly tier!: Tier;
  @Titled({ zh: '原已降为', en: 'Had become' }) @IsOneOf(tiers) readonly lowered!: Tier;
  /** The event that does not count any more. */
  @Titled({ zh: '被撤销的降级事件', en: 'Downgrade that is reversed' }) @InTheClear() readonly downgrade!: string;
  @Titled({ zh: '被撤销降级的序号', en: 'Place of the downgrade in its stream' })
  @IsInt()
  @Min(0)
  readonly downgradeRevision!: number;
}
class TierOverriddenPayload {
  @IsOneOf(schemes) readonly scheme!: Scheme;
  /** What counted before; left out: it had none. */
  @Titled({ zh: '原级别', en: 'Tier before' }) @IsOptional() @IsOneOf(tiers) readonly before?: Tier;
  @IsOneOf(tiers) readonly tier!: Tier;
  /** Left out: until it is withdrawn. */
  @Titled({ zh: '截止时间', en: 'Until' }) @IsOptional() @IsInstant() readonly until?: Instant;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class OverrideEndedPayload {
  @IsOneOf(schemes) readonly scheme!: Scheme;
  /** That was set by hand. */
  @IsOneOf(tiers) readonly tier!: Tier;
  /** That counts from now on, as was assessed; left out: none was. */
  @Titled({ zh: '此后级别', en: 'Tier from then on' }) @IsOptional() @IsOneOf(tiers) readonly then?: Tier;
  @Titled(endings.title) @IsOneOf(endings) readonly because!: CodeOf<typeof endings>;
  @IsOptional() @InTheClear() readonly approvedBy?: string;
  @Personal() @IsOptional() @IsString() readonly reason?: string | Erased;
}

/** 客户级别已评定: its instant is the day as of which was assessed, or the end of the notice. */
export const TierChanged = defineEvent(
  'tiers.TierChanged',
  {
    title: { zh: '客户级别已变动', en: 'Tier changed' },
    says: {
      zh: '{scheme}：[{before} → ]{tier}（{move}，政策第 {policyVersion} 版）',
      en: '{scheme}: [{before} → ]{tier} ({move}, policy version {policyVersion})',
    },
  },
  TierChangedPayload,
  [(v1: TierChangedPayload) => v1], // every measure was known
);
export const DowngradeAnnounced = defineEvent(
  'tiers.DowngradeAnnounced',
  {
    title: { zh: '降级通知', en: 'Downgrade announced' },
    says: {
      zh: '{scheme}：{tier} 将于 {effectiveAt} 降为 {to}（政策第 {policyVersion} 版）',
      en: '{scheme}: {tier} will be {to} from {effectiveAt} (policy version {policyVersion})',
    },
  },
  DowngradeAnnouncedPayload,
  [(v1: DowngradeAnnouncedPayload) => v1], // every measure was known
);
export const DowngradeWithdrawn = defineEvent(
  'tiers.DowngradeWithdrawn',
  {
    title: { zh: '降级通知已撤销', en: 'Downgrade withdrawn' },
    says: {
      zh: '{scheme}：不再降为 {to}，保持 {tier}（政策第 {policyVersion} 版）',
      en: '{scheme}: stays {tier}, will not be {to} (policy version {policyVersion})',
    },
  },
  DowngradeWithdrawnPayload,
  [(v1: DowngradeWithdrawnPayload) => v1], // every measure was known
);
/** 已生效的降级被撤销: its instant is that of the downgrade, so that figures as of any day are those without it. */
export const DowngradeReversed = defineEvent(
  'tiers.DowngradeReversed',
  {
    title: { zh: '已生效的降级被撤销', en: 'Downgrade reversed' },
    says: {
      zh: '{scheme}：撤销已生效的降级（{lowered}），仍为 {tier}：评定 {assessment} 的截至日早于降级生效日',
      en: '{scheme}: the downgrade to {lowered} does not count, stays {tier}: assessment {assessment} is as of an earlier day',
    },
  },
  DowngradeReversedPayload,
  [(v1: DowngradeReversedPayload) => v1], // every measure was known
);
export const TierOverridden = defineEvent(
  'tiers.TierOverridden',
  {
    title: { zh: '客户级别已人工指定', en: 'Tier set by hand' },
    says: {
      zh: '{scheme}：人工指定为 {tier}[，原为 {before}][，至 {until}]，批准人 {approvedBy}，原因：{reason}',
      en: '{scheme}: set to {tier} by hand[, before {before}][, until {until}], approved by {approvedBy}, reason: {reason}',
    },
  },
  TierOverriddenPayload,
);
export const OverrideEnded = defineEvent(
  'tiers.OverrideEnded',
  {
    title: { zh: '人工指定已结束', en: 'Tier no longer set by hand' },
    says: {
      zh: '{scheme}：人工指定的 {tier} 结束（{because}）[，此后为 {then}][，批准人 {approvedBy}][，原因：{reason}]',
      en: '{scheme}: {tier} is no longer set by hand ({because})[, {then} from then on][, approved by {approvedBy}][, reason: {reason}]',
    },
  },
  OverrideEndedPayload,
);
export const assessedEvents = { TierChanged, DowngradeAnnounced, DowngradeWithdrawn, DowngradeReversed };
export const overrideEvents = { TierOverridden, OverrideEnded };
export const tierEvents = { ...assessedEvents, ...overrideEvents };
