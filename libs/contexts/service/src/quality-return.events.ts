import { InTheClear, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { IsInt, IsOptional, IsString, Min } from 'class-validator';
import { PIECES, RETURNED } from './quality-parts';
import { type ReturnReason, returnReasons } from './quality-terms';

/** What is counted of a return. What takes one back repeats it, so that each event can be counted alone. */
export abstract class ReturnCounts {
  @InTheClear() readonly product!: string;
  @Titled(RETURNED, PIECES) @IsInt() @Min(1) readonly quantity!: number;
}
/** Goods that came back for their quality. */
export class ReturnContent extends ReturnCounts {
  @IsOneOf(returnReasons) readonly because!: ReturnReason;
  @Personal() @IsOptional() @IsString() readonly explanation?: string | Erased;
  /** The inspection at which it was found; it or the order is named. */
  @IsOptional() @InTheClear() readonly inspectionId?: string;
  @IsOptional() @InTheClear() readonly orderId?: string;
  @IsOptional() @InTheClear() readonly document?: string;
}

class QualityReturnRecordedPayload extends ReturnContent {}
class QualityReturnSetAsidePayload extends ReturnCounts {}
class QualityReturnCorrectedPayload extends ReturnContent {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class QualityReturnRetractedPayload extends ReturnCounts {
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 质量退货已登记 */
export const QualityReturnRecorded = defineEvent(
  'service.QualityReturnRecorded',
  {
    title: { zh: '质量退货已登记', en: 'Quality return recorded' },
    says: {
      zh: '退回 {product} {quantity} 件，{because}[：{explanation}][，检验：{inspectionId}][，订单：{orderId}][，文件号：{document}]',
      en: '{quantity} of {product} returned, {because}[: {explanation}][, inspection: {inspectionId}][, order: {orderId}][, document: {document}]',
    },
  },
  QualityReturnRecordedPayload,
);
/** It counts no more at that instant; the correction that comes with it says what does. */
export const QualityReturnSetAside = defineEvent(
  'service.QualityReturnSetAside',
  {
    title: { zh: '原质量退货记录不再计入', en: 'Quality return set aside' },
    says: {
      zh: '原记退回 {product} {quantity} 件，因更正不再计入',
      en: '{quantity} of {product} returned: counts no more, as it was corrected',
    },
  },
  QualityReturnSetAsidePayload,
);
/** All that holds of it from when the goods came back. */
export const QualityReturnCorrected = defineEvent(
  'service.QualityReturnCorrected',
  {
    title: { zh: '质量退货已更正', en: 'Quality return corrected' },
    says: {
      zh: '更正为退回 {product} {quantity} 件，{because}[：{explanation}][，检验：{inspectionId}][，订单：{orderId}][，文件号：{document}]，原因：{reason}',
      en: 'Corrected to {quantity} of {product} returned, {because}[: {explanation}][, inspection: {inspectionId}][, order: {orderId}][, document: {document}], reason: {reason}',
    },
  },
  QualityReturnCorrectedPayload,
);
/** It never was: as of any day it is gone. */
export const QualityReturnRetracted = defineEvent(
  'service.QualityReturnRetracted',
  {
    title: { zh: '质量退货已撤回', en: 'Quality return retracted' },
    says: {
      zh: '撤回 {product} {quantity} 件的退货，原因：{reason}',
      en: 'Return of {quantity} of {product} retracted, reason: {reason}',
    },
  },
  QualityReturnRetractedPayload,
);
export const qualityReturnEvents = {
  QualityReturnRecorded,
  QualityReturnSetAside,
  QualityReturnCorrected,
  QualityReturnRetracted,
};
