import { IsDepartment, IsLabel, IsReference, Titled } from '@dossier/fields';
import { addMinutes, instant, type Instant, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { satisfactionRefusal } from './satisfaction.refusals';
import { PRODUCT, RATED } from './shown-parts';
import { type Removable, removables, topics, touchpoints } from './terms';

const ANY = { help: { zh: '未注明则省略。', en: 'Left out where it is not said.' } };

/** What a response, a feedback or a plan may be about. */
export abstract class About {
  @Titled(touchpoints.title, ANY) @IsOptional() @IsLabel() readonly touchpoint?: string;
  @Titled(topics.title, ANY) @IsOptional() @IsLabel() readonly topic?: string;
  @Titled(PRODUCT, { help: { zh: '产品编号或型号。', en: 'Its sku or model.' } })
  @IsOptional()
  @IsReference()
  readonly product?: string;
  @Titled(RATED, {
    help: { zh: '客户评价的部门；与登记的部门无关。', en: 'The one that the customer speaks of, whoever records it.' },
  })
  @IsOptional()
  @IsDepartment()
  readonly ratedDepartment?: string;
}

/** @throws Refusal `satisfaction/given-and-removed` */
export function notBoth(news: object, remove: readonly Removable[]): void {
  const field = remove.find((each) => each in news);
  if (field !== undefined) throw satisfactionRefusal('given-and-removed', { field: removables.words[field] });
}

/** A clock may be so far ahead of ours. */
const FUTURE_MINUTES = 5;

/**
 * When it really happened; `before` where nothing is said of that.
 * @throws Refusal `satisfaction/not-happened-yet`
 */
export function happenedAt(said: string | undefined, before: Instant, now: Instant): Instant {
  const at = said === undefined ? before : instant(milliseconds(said));
  if (at > addMinutes(now, FUTURE_MINUTES)) throw satisfactionRefusal('not-happened-yet', { at });
  return at;
}
