import { IsId, Titled } from '@dossier/fields';
import { IsInt, Max, Min } from 'class-validator';
import { MOST_PROMISES } from './noted';
import { INTERACTION_ID, PROMISE_NUMBER } from './shown-parts';

/** A command on one promise of an interaction. */
export abstract class OfPromise {
  @Titled(INTERACTION_ID) @IsId() readonly interactionId!: string;
  @Titled(PROMISE_NUMBER, { help: { zh: '在该互动内自 1 起。', en: 'Within the interaction, from 1.' } })
  @IsInt()
  @Min(1)
  @Max(MOST_PROMISES)
  readonly promise!: number;
}
