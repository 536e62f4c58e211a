import { incbi, ndtr, ndtri } from 'cephes';
import { checked } from './checked';

/** Two-sided p of a standard normal z: how often chance alone gives one at least as far from 0. */
export const twoSided = (z: number): number => 2 * ndtr(-Math.abs(z));

/** From the standard normal distribution: within ± this lies a share `level` of it; 1.96 for .95. */
export function normalWidth(level: number): number {
  checkLevel(level);
  return -ndtri((1 - level) / 2);
}

/** The same of Student's t distribution with `freedom` degrees of freedom, which need not be whole: 2.262 for .95 and 9. */
export function studentWidth(level: number, freedom: number): number {
  checkLevel(level);
  const share = incbi(0.5, freedom / 2, level); // t²/(freedom + t²), Abramowitz & Stegun 26.7.1
  return Math.sqrt((freedom * share) / (1 - share));
}

function checkLevel(level: number): void {
  checked(level > 0 && level < 1, 'a level lies between 0 and 1', level);
}
