import { IsOneOf } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { IsOptional, IsString } from 'class-validator';
import { type LossCause, lossCauses, type WinBackCause, winBackCauses } from './terms';

class WinBackCauseRecordedPayload {
  @IsOneOf(winBackCauses) readonly cause!: WinBackCause;
  @IsOptional() @IsOneOf(lossCauses) readonly lostBecause?: LossCause;
  /** Free text may name a person. */
  @Personal() @IsOptional() @IsString() readonly note?: string | Erased;
}
/** Of the instant of what it corrects. */
class WinBackCauseCorrectedPayload extends WinBackCauseRecordedPayload {
  /** The cause before. */
  @IsOneOf(winBackCauses) readonly before!: WinBackCause;
}
/** Of the instant of what it withdraws. */
class WinBackCauseWithdrawnPayload {
  @IsOneOf(winBackCauses) readonly before!: WinBackCause;
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 客户挽回 */
export const WinBackCauseRecorded = defineEvent(
  'lifecycle.WinBackCauseRecorded',
  {
    title: { zh: '挽回原因已登记', en: 'Cause of a win-back recorded' },
    says: {
      zh: '客户挽回，原因：{cause}[，当初流失原因：{lostBecause}][，说明：{note}]',
      en: 'Won back because of {cause}[, lost because of {lostBecause}][, note: {note}]',
    },
  },
  WinBackCauseRecordedPayload,
);
export const WinBackCauseCorrected = defineEvent(
  'lifecycle.WinBackCauseCorrected',
  {
    title: { zh: '挽回原因已更正', en: 'Cause of a win-back corrected' },
    says: {
      zh: '挽回原因由“{before}”更正为“{cause}”[，当初流失原因：{lostBecause}][，说明：{note}]',
      en: 'Won back because of {cause}, not of {before}[, lost because of {lostBecause}][, note: {note}]',
    },
  },
  WinBackCauseCorrectedPayload,
);
export const WinBackCauseWithdrawn = defineEvent(
  'lifecycle.WinBackCauseWithdrawn',
  {
    title: { zh: '挽回原因已撤回', en: 'Cause of a win-back withdrawn' },
    says: {
      zh: '撤回挽回原因“{before}”，原因：{reason}',
      en: 'Cause of a win-back withdrawn: {before}, reason: {reason}',
    },
  },
  WinBackCauseWithdrawnPayload,
);
export const winBackEvents = { WinBackCauseRecorded, WinBackCauseCorrected, WinBackCauseWithdrawn };
