import { IsCustomerReference, IsOneOf, IsText, Titled } from '@dossier/fields';
import { IsOptional } from 'class-validator';
import { type LossCause, lossCauses, type WinBackCause, winBackCauses } from './terms';

/** Which customer came back, and why. */
export class Caused {
  @IsCustomerReference() readonly customerId!: string;
  @Titled(winBackCauses.title) @IsOneOf(winBackCauses) readonly cause!: WinBackCause;
  @Titled(lossCauses.title) @IsOptional() @IsOneOf(lossCauses) readonly lostBecause?: LossCause;
  @Titled({ zh: '说明', en: 'Note' }) @IsOptional() @IsText(2000) readonly note?: string;
}
