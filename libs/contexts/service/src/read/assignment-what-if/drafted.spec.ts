import type { Tier } from '@dossier/contexts/tiers';
import { dayOf, type Instant } from '@dossier/kernel';
import type { ServiceAssignmentPolicy } from '../../service-assignment-policy';
import { type Asked, drafted, spellsOf } from './drafted';

const at = (hour: number, day = 2): Instant =>
  `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const asked = (key: string, from: number, until: number | null, more: Partial<Asked> = {}): Asked => ({
  ...{ key, customer: null, skill: null, priority: 'normal' },
  spells: [{ from: at(from), until: until === null ? null : at(until) }],
  ...more,
});
const draftOf = (more: Partial<ServiceAssignmentPolicy>): ServiceAssignmentPolicy => ({
  ...{ agents: [{ agent: 'a', capacity: 1 }], skills: [], tiers: [], absences: [], ...more },
});
const given = async (
  all: readonly Asked[],
  draft: ServiceAssignmentPolicy,
  { returns = [], tiersOf = () => [] }: { returns?: readonly Instant[]; tiersOf?: () => readonly Tier[] } = {},
): Promise<object> =>
  Object.fromEntries(await drafted(all, draft, { returns, tiersOf, dayOf: (instant) => dayOf(instant, 'UTC') }));

it('gives a request that nobody could take to who is free first, the most urgent before others', async () => {
  const all = [asked('1', 1, 5), asked('2', 2, null), asked('3', 3, null, { priority: 'urgent' })];
  expect(await given(all, draftOf({}))).toEqual({
    1: { agent: 'a', at: at(1) },
    2: { agent: null, reason: 'full' },
    3: { agent: 'a', at: at(5) },
  });
});

it('counts one that was over before anybody took it for nobody, and one that is opened again for who had it', async () => {
  const again = { spells: [{ from: at(1), until: at(2) }, { from: at(4), until: null }] }; // prettier-ignore
  expect(await given([asked('1', 1, 2, again), asked('2', 5, 6), asked('3', 3, 4)], draftOf({}))).toEqual({
    1: { agent: 'a', at: at(1) },
    2: { agent: null, reason: 'full' },
    3: { agent: 'a', at: at(3) },
  });
});

it('gives one that was over in the instant in which it began, and keeps nobody busy with it', async () => {
  const all = [asked('1', 5, 5), asked('2', 5, 5), asked('3', 6, 7)];
  expect(await given(all, draftOf({}))).toEqual({
    1: { agent: 'a', at: at(5) },
    2: { agent: 'a', at: at(5) },
    3: { agent: 'a', at: at(6) },
  });
});

it('says why nobody takes what is asked for while nobody has room, and goes on with who waits once somebody has', async () => {
  const agents = [
    { agent: 'a', capacity: 1 },
    { agent: 'b', capacity: 1 },
  ];
  const draft = draftOf({ agents, skills: [{ agent: 'b', skill: 'pumps' }] });
  const all = [
    ...[asked('1', 1, 6), asked('2', 1, 4, { skill: 'pumps' }), asked('3', 2, null, { skill: 'pumps' })],
    ...[asked('4', 3, null, { skill: 'seals' }), asked('5', 3, null), asked('6', 5, null)],
  ];
  expect(await given(all, draft)).toEqual({
    1: { agent: 'a', at: at(1) },
    2: { agent: 'b', at: at(1) },
    3: { agent: 'b', at: at(4) },
    4: { agent: null, reason: 'no-skill' },
    5: { agent: 'a', at: at(6) },
    6: { agent: null, reason: 'full' },
  });
});

it('waits for who comes back, and never for a skill that nobody has', async () => {
  const draft = draftOf({
    agents: [{ agent: 'a', capacity: 9 }],
    skills: [{ agent: 'a', skill: 'pumps' }],
    absences: [{ agent: 'a', from: '2026-03-01', to: '2026-03-02' }],
  });
  const all = [asked('1', 1, null, { skill: 'pumps' }), asked('2', 1, null, { skill: 'seals' })];
  expect(await given(all, draft, { returns: [at(0, 3)] })).toEqual({
    1: { agent: 'a', at: at(0, 3) },
    2: { agent: null, reason: 'no-skill' },
  });
});

it('keeps an agent for the tiers of then', async () => {
  const draft = draftOf({ tiers: [{ agent: 'a', tier: 'value-high' }] });
  const all = [asked('1', 1, null)];
  expect(await given(all, draft)).toEqual({ 1: { agent: null, reason: 'no-tier' } });
  expect(await given(all, draft, { tiersOf: () => ['value-high'] })).toEqual({ 1: { agent: 'a', at: at(1) } });
});

it('finds from when to when a request was to be worked on', () => {
  const kinds = ['opened', 'assigned', 'paused', 'resolved', 'closed', 'reopened', 'responded'] as const;
  expect(spellsOf(kinds.map((kind, hour) => ({ kind, at: at(hour) })))).toEqual([
    { from: at(0), until: at(3) },
    { from: at(5), until: null },
  ]);
  const atOnce = (['opened', 'resolved', 'reopened', 'resolved'] as const).map((kind) => ({ kind, at: at(1) }));
  expect(spellsOf(atOnce)).toEqual([{ from: at(1), until: at(1) }]);
});
