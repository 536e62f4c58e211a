import type { Instant } from '@dossier/kernel';
import { satisfactionRefusal } from './satisfaction.refusals';

/** @throws Refusal `satisfaction/due-before-received` */
export function dueIn(dueAt: Instant, receivedAt: Instant): Instant {
  if (dueAt < receivedAt) throw satisfactionRefusal('due-before-received', { dueAt, receivedAt });
  return dueAt;
}
