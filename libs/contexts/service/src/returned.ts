import { IsId, IsReference, IsText, Titled } from '@dossier/fields';
import { IsOptional } from 'class-validator';
import { DOCUMENT } from './hazard-parts';
import { EXPLANATION, INSPECTION_ID } from './quality-parts';
import { ORDER } from './shown-parts';

/** What may be said of a quality return beside what came back and why. */
export abstract class ReturnSaid {
  @Titled(EXPLANATION) @IsOptional() @IsText(2000) readonly explanation?: string;
  @Titled(INSPECTION_ID, {
    help: { zh: '在哪次检验中发现；它与订单至少给一项。', en: 'At which it was found; it or the order is given.' },
  })
  @IsOptional()
  @IsId()
  readonly inspectionId?: string;
  @Titled(ORDER, { help: { zh: '所退货物的订单。', en: 'The order of the goods.' } })
  @IsOptional()
  @IsId()
  readonly orderId?: string;
  @Titled(DOCUMENT, { help: { zh: '退货单的编号。', en: 'The number of the return note.' } })
  @IsOptional()
  @IsReference()
  readonly document?: string;
}
