import { InTheClear, Titled } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Min, ValidateNested } from 'class-validator';
import { DEFECT, DEFECTS, INSPECTED, PASSED, PIECES, REJECTED, WITH_DEFECT } from './quality-parts';

export class FoundDefect {
  @Titled(DEFECT) @InTheClear() readonly defect!: string;
  @Titled(WITH_DEFECT, PIECES) @IsInt() @Min(1) readonly count!: number;
}

/** What is counted of an inspection. What takes one back repeats it, so that each event can be counted alone. */
export abstract class InspectionCounts {
  @InTheClear() readonly product!: string;
  @Titled(INSPECTED, PIECES) @IsInt() @Min(1) readonly inspected!: number;
  @Titled(PASSED, PIECES) @IsInt() @Min(0) readonly passed!: number;
  @Titled(REJECTED, PIECES) @IsInt() @Min(0) readonly rejected!: number;
}
/** One product at one inspection. */
export class InspectionContent extends InspectionCounts {
  /** One piece may have several. */
  @Titled(DEFECTS)
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FoundDefect)
  readonly defects?: readonly FoundDefect[];
  @IsOptional() @InTheClear() readonly batch?: string;
  @IsOptional() @InTheClear() readonly orderId?: string;
  /** Number of the delivery note. */
  @IsOptional() @InTheClear() readonly delivery?: string;
  /** Number of the report. */
  @IsOptional() @InTheClear() readonly document?: string;
  @Personal() @IsOptional() @IsString() readonly inspector?: string | Erased;
}

class InspectionRecordedPayload extends InspectionContent {}
class InspectionSetAsidePayload extends InspectionCounts {}
class InspectionCorrectedPayload extends InspectionContent {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class InspectionRetractedPayload extends InspectionCounts {
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 验收检验已登记 */
export const InspectionRecorded = defineEvent(
  'service.InspectionRecorded',
  {
    title: { zh: '验收检验已登记', en: 'Acceptance inspection recorded' },
    says: {
      zh: '{product} 检验 {inspected} 件：合格 {passed}，不合格 {rejected}[，批次：{batch}][，订单：{orderId}][，送货单：{delivery}][，文件号：{document}][，检验员：{inspector}]',
      en: '{inspected} of {product} inspected: {passed} passed, {rejected} rejected[, batch: {batch}][, order: {orderId}][, delivery: {delivery}][, document: {document}][, inspector: {inspector}]',
    },
  },
  InspectionRecordedPayload,
);
/** It counts no more at that instant; the correction that comes with it says what does. */
export const InspectionSetAside = defineEvent(
  'service.InspectionSetAside',
  {
    title: { zh: '原检验记录不再计入', en: 'Inspection set aside' },
    says: {
      zh: '原记 {product} 检验 {inspected} 件、合格 {passed}、不合格 {rejected}，因更正不再计入',
      en: '{inspected} of {product} inspected, {passed} passed, {rejected} rejected: counts no more, as it was corrected',
    },
  },
  InspectionSetAsidePayload,
);
/** All that holds of it from when it was inspected. */
export const InspectionCorrected = defineEvent(
  'service.InspectionCorrected',
  {
    title: { zh: '验收检验已更正', en: 'Acceptance inspection corrected' },
    says: {
      zh: '更正为 {product} 检验 {inspected} 件：合格 {passed}，不合格 {rejected}[，批次：{batch}][，订单：{orderId}][，送货单：{delivery}][，文件号：{document}][，检验员：{inspector}]，原因：{reason}',
      en: 'Corrected to {inspected} of {product} inspected: {passed} passed, {rejected} rejected[, batch: {batch}][, order: {orderId}][, delivery: {delivery}][, document: {document}][, inspector: {inspector}], reason: {reason}',
    },
  },
  InspectionCorrectedPayload,
);
/** It never was: as of any day it is gone. */
export const InspectionRetracted = defineEvent(
  'service.InspectionRetracted',
  {
    title: { zh: '验收检验已撤回', en: 'Acceptance inspection retracted' },
    says: {
      zh: '撤回 {product} 的检验（{inspected} 件，合格 {passed}，不合格 {rejected}），原因：{reason}',
      en: 'Inspection of {product} retracted ({inspected} inspected, {passed} passed, {rejected} rejected), reason: {reason}',
    },
  },
  InspectionRetractedPayload,
);
export const inspectionEvents = { InspectionRecorded, InspectionSetAside, InspectionCorrected, InspectionRetracted };
