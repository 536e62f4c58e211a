import { InTheClear, IsMostlyDepartment, IsMostlyOneOf, IsOneOf } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { IsInt, IsOptional, IsString, Min } from 'class-validator';
import { type Instrument, instruments, topics, touchpoints } from './terms';

/** What is counted of a response. What takes one back repeats it, so that each event can be counted alone. */
export abstract class ResponseScore {
  @IsOneOf(instruments) readonly instrument!: Instrument;
  /** The highest score of the scale. */
  @IsInt() @Min(1) readonly scale!: number;
  @IsInt() @Min(0) readonly score!: number;
  /** Satisfaction with whom; left out: with us. */
  @IsOptional() @InTheClear() readonly competitor?: string;
}
/** One answer of one person to one question. */
export class ResponseContent extends ResponseScore {
  @IsOptional() @IsMostlyOneOf(touchpoints) readonly touchpoint?: string;
  @IsOptional() @IsMostlyOneOf(topics) readonly topic?: string;
  @IsOptional() @InTheClear() readonly product?: string;
  @IsOptional() @IsMostlyDepartment() readonly ratedDepartment?: string;
  /** The questionnaire or wave that it belongs to. */
  @IsOptional() @InTheClear() readonly survey?: string;
  @Personal() @IsOptional() @IsString() readonly respondent?: string | Erased;
  @Personal() @IsOptional() @IsString() readonly comment?: string | Erased;
}

class ResponseGivenPayload extends ResponseContent {}
class ResponseSetAsidePayload extends ResponseScore {}
class ResponseCorrectedPayload extends ResponseContent {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class ResponseRetractedPayload extends ResponseScore {
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 已作答 */
export const ResponseGiven = defineEvent(
  'satisfaction.ResponseGiven',
  {
    title: { zh: '满意度已作答', en: 'Survey answered' },
    says: {
      zh: '{instrument}：{score} 分（满分 {scale}）[，触点：{touchpoint}][，主题：{topic}][，产品：{product}][，对 {competitor}][：{comment}]',
      en: '{instrument}: {score} of {scale}[, touchpoint: {touchpoint}][, topic: {topic}][, product: {product}][, about {competitor}][: {comment}]',
    },
  },
  ResponseGivenPayload,
);
/** It counts no more at that instant; the correction that comes with it says what does. */
export const ResponseSetAside = defineEvent(
  'satisfaction.ResponseSetAside',
  {
    title: { zh: '原答复不再计入', en: 'Response set aside' },
    says: {
      zh: '原记 {instrument} {score} 分（满分 {scale}）[，对 {competitor}]，因更正不再计入',
      en: '{instrument} {score} of {scale}[, about {competitor}] counts no more, as it was corrected',
    },
  },
  ResponseSetAsidePayload,
);
/** All that holds of it from when it was given. */
export const ResponseCorrected = defineEvent(
  'satisfaction.ResponseCorrected',
  {
    title: { zh: '答复已更正', en: 'Response corrected' },
    says: {
      zh: '更正为 {instrument}：{score} 分（满分 {scale}）[，触点：{touchpoint}][，主题：{topic}][，产品：{product}][，对 {competitor}]，原因：{reason}',
      en: 'Corrected to {instrument}: {score} of {scale}[, touchpoint: {touchpoint}][, topic: {topic}][, product: {product}][, about {competitor}], reason: {reason}',
    },
  },
  ResponseCorrectedPayload,
);
/** It never was: as of any day it is gone. */
export const ResponseRetracted = defineEvent(
  'satisfaction.ResponseRetracted',
  {
    title: { zh: '答复已撤回', en: 'Response retracted' },
    says: {
      zh: '撤回 {instrument} {score} 分（满分 {scale}）[，对 {competitor}]，原因：{reason}',
      en: '{instrument} {score} of {scale}[, about {competitor}] retracted, reason: {reason}',
    },
  },
  ResponseRetractedPayload,
);
export const responseEvents = { ResponseGiven, ResponseSetAside, ResponseCorrected, ResponseRetracted };
