import { enumerated } from '@dossier/kernel';
import { Problem } from '../edge/problem';

/**
 * The media type that the reader prefers; among equals the one offered first.
 * @throws Problem `request/not-acceptable` when none of them is wanted
 */
export function chosen<T extends string>(accept: string | undefined, offered: readonly T[]): T {
  const best = preferred(accept, offered);
  if (best === undefined) throw new Problem('request/not-acceptable', { offered: enumerated(offered) });
  return best;
}

/** As {@link chosen}; undefined when none of them is wanted. */
export function preferred<T extends string>(accept: string | undefined, offered: readonly T[]): T | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const wishes = accept.slice(0, 1000).toLowerCase().split(',').map(wish);
  const likings = offered.map((type) => ({ type, liking: liking(type, wishes) }));
  const best = likings.reduce((a, b) => (b.liking > a.liking ? b : a));
  return best.liking === 0 ? undefined : best.type;
}

interface Wish {
  readonly range: string;
  readonly quality: number;
}
function wish(text: string): Wish {
  const [range = '', ...parameters] = text.trim().split(';');
  const quality = parameters.map((parameter) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
  return { range: range.trim(), quality: Math.min(1, Number(quality ?? '1')) };
}

/** The preference for a type, by the most specific entry. */
function liking(type: string, wishes: readonly Wish[]): number {
  for (const range of [type, `${type.split('/')[0] ?? ''}/*`, '*/*']) {
    const found = wishes.find((each) => each.range === range);
    if (found) return found.quality;
  }
  return 0;
}
