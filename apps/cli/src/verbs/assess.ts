import { setTimeout } from 'node:timers/promises';
import { systemClock } from '@dossier/engine';
import { dayOf, endOfDay, isDay } from '@dossier/kernel';
import { listOf, show } from '../answer';
import type { Door } from '../door';
import { asTyped, Failure, options } from '../failure';
import { ledByCustomer } from '../led-by-customer';
import type { Terminal } from '../terminal';
import { argument, count, flag, type Run, text } from '../verb';

/** Milliseconds from one look to the next. */
const BETWEEN = 100;
/** So many looks in a row find nothing recorded, before nobody waits any more. */
const STANDING_LOOKS = 600;
/** Rows that a person gets unasked. */
const ROWS = 50;

const SPOKEN = options({ asOf: '--as-of', occurredAt: '--as-of', scheme: '<scheme>' });

/** The instant that a day means, its end in the company's zone; of the present day it is now. */
async function instantOf(door: Door, asOf: string | undefined): Promise<string | undefined> {
  if (asOf === undefined || !isDay(asOf)) return asOf;
  const { zone } = (await door.ask('GET', '/installation/zone')).body as { readonly zone: string };
  return asOf === dayOf(systemClock.now(), zone) ? undefined : endOfDay(asOf, zone);
}

interface Assessment {
  readonly assessment: string;
  readonly completedAt: string | null;
}

/** The last assessment of a scheme, once it is done. @throws Failure where nothing moves */
async function completed(door: Door, terminal: Terminal, scheme: string, after: string): Promise<string> {
  const query = { 'filter[scheme]': scheme, sort: '-asOf,-policyVersion', limit: '1' };
  for (let [standing, last] = [0, '']; ;) {
    const { body } = await door.ask('GET', '/tier-assessments', { query, headers: { 'dossier-after': after } });
    const [found] = listOf(body) as readonly Assessment[];
    if (found && found.completedAt !== null) return found.assessment;
    const { position } = body as { readonly position: string };
    standing = position === last ? standing + 1 : 0;
    last = position;
    if (standing >= STANDING_LOOKS)
      throw new Failure({
        zh: '评定一分钟内没有进展，不再等待；已评定的客户保留，服务会自动继续。进度见 dossier query tier-assessments',
        en: 'the assessment did not move for a minute, and is not waited for any longer: what is done is kept, and the server goes on by itself. See dossier query tier-assessments',
      });
    terminal.progress({ zh: '评定进行中', en: 'the assessment is under way' });
    await setTimeout(BETWEEN);
  }
}

export const run: Run = async (session, given) => {
  const { terminal } = session;
  const scheme = argument(given, 0);
  const path = `/tier-schemes/${encodeURIComponent(scheme)}`;
  const limit = count(given, 'limit', 1);
  const asOf = text(given, 'asOf');
  const dryRun = flag(given, 'dryRun');
  const door = await session.door();
  const ask = async (): Promise<unknown> => {
    if (dryRun) return (await door.ask('GET', `${path}/preview`, { query: { asOf } })).body;
    const occurredAt = await instantOf(door, asOf);
    const { body } = await door.ask('POST', `${path}/assessments`, { body: { occurredAt } });
    const { position } = body as { readonly position: string };
    const assessment = await completed(door, terminal, scheme, position);
    const changes = `/tier-assessments/${encodeURIComponent(assessment)}/changes`;
    return (await door.ask('GET', changes, { headers: { 'dossier-after': await end(door) } })).body;
  };
  const name = dryRun ? 'tiers.assessment-preview' : 'tiers.assessment-result';
  const began = performance.now();
  const body = (await asTyped(ask, SPOKEN)) as object;
  const told = { ...body, seconds: Math.round(performance.now() - began) / 1000 };
  const most = limit ?? (terminal.json ? Infinity : ROWS);
  await show(terminal, terminal.json ? told : ledByCustomer(told), { name, most });
  if (dryRun)
    terminal.note({
      zh: '以上为试算：未写入任何内容；去掉 --dry-run 即正式评定',
      en: 'This was a dry run: nothing was written. Without --dry-run it is assessed',
    });
  return 0;
};

/** All that is in the log by now: the completion is recorded behind every change. */
async function end(door: Door): Promise<string> {
  const { body } = await door.ask('GET', '/projections');
  return (body as { readonly position: string }).position;
}
