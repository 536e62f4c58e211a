import { IsInstant, IsMostlyDepartment, IsMostlyOneOf, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, NamesDepartment, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import {
  contactChannels,
  type Direction,
  directions,
  type InteractionKind,
  interactionKinds,
  type Sentiment,
  sentiments,
} from './terms';

/** What was noted of an interaction. All that people wrote in their own words may name a person. */
export class InteractionContent {
  @IsOneOf(interactionKinds) readonly kind!: InteractionKind;
  @IsOptional() @IsMostlyOneOf(contactChannels) readonly channel?: string;
  @IsOptional() @IsOneOf(directions) readonly direction?: Direction;
  @IsOptional() @IsOneOf(sentiments) readonly sentiment?: Sentiment;
  /** Left out only where it was erased before a correction. */
  @Personal() @IsOptional() @IsString() readonly subject?: string | Erased;
  @Personal() @IsOptional() @IsString() readonly minutes?: string | Erased;
  @Personal() @IsOptional() @IsArray() @IsString({ each: true }) readonly participants?: readonly string[] | Erased;
  @Personal() @IsOptional() @IsArray() @IsString({ each: true }) readonly staff?: readonly string[] | Erased;
  @Personal() @IsOptional() @IsArray() @IsString({ each: true }) readonly needs?: readonly string[] | Erased;
}

/** What an interaction counted as, at the instant of the event, until that was told. */
export class CountedAs {
  @IsOptional() @IsMostlyOneOf(contactChannels) readonly channel?: string;
  @IsMostlyDepartment() readonly department!: string;
}
/** What counts contacts forgets old ones: an event says itself what it takes back. */
abstract class TakesBack {
  @Titled({ zh: '原计为', en: 'Counted before as' })
  @ValidateNested()
  @Type(() => CountedAs)
  @NamesDepartment('department')
  readonly was!: CountedAs;
}

class InteractionRecordedPayload extends InteractionContent {}
class InteractionCorrectedPayload extends InteractionContent {
  /** Who recorded it; who corrects it may be of another department. */
  @IsMostlyDepartment() readonly department!: string;
  /** Left out where it happened at another instant: {@link InteractionMoved} says it then. */
  @Titled({ zh: '原计为', en: 'Counted before as' })
  @IsOptional()
  @ValidateNested()
  @Type(() => CountedAs)
  @NamesDepartment('department')
  readonly was?: CountedAs;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class InteractionMovedPayload extends TakesBack {
  @IsInstant() readonly happenedAt!: Instant;
}
class InteractionRetractedPayload extends TakesBack {
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 互动已登记 */
export const InteractionRecorded = defineEvent(
  'interactions.InteractionRecorded',
  {
    title: { zh: '互动已登记', en: 'Interaction recorded' },
    says: {
      zh: '{kind}[（{channel}）][，{direction}][：{subject}][，客户情绪：{sentiment}]',
      en: '{kind}[ ({channel})][, {direction}][: {subject}][, sentiment: {sentiment}]',
    },
  },
  InteractionRecordedPayload,
);
/** All that holds of it from when it happened; the last correction counts. */
export const InteractionCorrected = defineEvent(
  'interactions.InteractionCorrected',
  {
    title: { zh: '互动已更正', en: 'Interaction corrected' },
    says: {
      zh: '更正为：{kind}[（{channel}）][，{direction}][：{subject}][，客户情绪：{sentiment}]，原因：{reason}',
      en: 'Corrected to: {kind}[ ({channel})][, {direction}][: {subject}][, sentiment: {sentiment}], reason: {reason}',
    },
  },
  InteractionCorrectedPayload,
);
/** It did not happen at that instant but at another, as the correction says that comes with it. */
export const InteractionMoved = defineEvent(
  'interactions.InteractionMoved',
  {
    title: { zh: '互动时间已更正', en: 'Time of an interaction corrected' },
    says: { zh: '此时并无该互动，实际发生于 {happenedAt}', en: 'It did not happen then, but at {happenedAt}' },
  },
  InteractionMovedPayload,
);
/** It never was: as of any day it is gone. */
export const InteractionRetracted = defineEvent(
  'interactions.InteractionRetracted',
  {
    title: { zh: '互动已撤回', en: 'Interaction retracted' },
    says: { zh: '撤回互动记录，原因：{reason}', en: 'Interaction retracted, reason: {reason}' },
  },
  InteractionRetractedPayload,
);
