import { applyDecorators, IsId, IsLabel, IsReference, IsText, Titled } from '@dossier/fields';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { DOCUMENT } from './hazard-parts';
import { BATCH, DEFECT, DEFECTS, DELIVERY, INSPECTOR, PIECES, WITH_DEFECT } from './quality-parts';
import { ORDER } from './shown-parts';

const MOST = 1_000_000_000;
/** A number of pieces. */
export const IsPieces = (least: 0 | 1): PropertyDecorator => applyDecorators(IsInt(), Min(least), Max(MOST));

export class DefectSaid {
  @Titled(DEFECT, { help: { zh: '如“密封面划伤”。', en: 'Such as “scratched sealing face”.' } })
  @IsLabel()
  readonly defect!: string;
  @Titled(WITH_DEFECT, PIECES) @IsPieces(1) readonly count!: number;
}

/** What may be said of an inspection beside its counts. */
export abstract class InspectionSaid {
  @Titled(DEFECTS, {
    help: {
      zh: '有不合格时必给；一件可有多种缺陷，但每种不多于不合格数。',
      en: 'Needed where some were rejected. One piece may have several; of each there are no more than were rejected.',
    },
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => DefectSaid)
  readonly defects?: readonly DefectSaid[];
  @Titled(BATCH) @IsOptional() @IsReference() readonly batch?: string;
  @Titled(ORDER, { help: { zh: '所检货物的订单。', en: 'The order of the goods.' } })
  @IsOptional()
  @IsId()
  readonly orderId?: string;
  @Titled(DELIVERY) @IsOptional() @IsReference() readonly delivery?: string;
  @Titled(DOCUMENT, { help: { zh: '检验报告的编号。', en: 'The number of the report.' } })
  @IsOptional()
  @IsReference()
  readonly document?: string;
  @Titled(INSPECTOR) @IsOptional() @IsText(200) readonly inspector?: string;
}
