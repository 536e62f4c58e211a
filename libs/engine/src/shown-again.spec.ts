import { type AnySectionDef, initialPolicies, type Viewing } from '@dossier/kernel';
import { shownAgain } from './shown-again';

const viewing = (asOf: string, zone = 'Asia/Shanghai'): Viewing => ({ asOf, zone, policies: initialPolicies });

describe('a state that tells of a time ahead is shown anew once that comes', () => {
  it.each([
    ['an instant', { steps: [{ at: '2026-06-30T12:00:05.000Z' }] }, '2026-06-30T12:00:05.000Z'],
    ['the name of a part', { byTime: { '2026-06-30T12:00:05.000Z': 1 } }, '2026-06-30T12:00:05.000Z'],
    ['a day, which begins in the zone', ['2026-07-01'], '2026-06-30T16:00:00.000Z'],
    ['a day, which begins by UTC too', ['2026-07-01', '2026-06-30'], '2026-07-01T00:00:00.000Z'],
    ['a month, which begins in the zone', { month: '2026-07' }, '2026-06-30T16:00:00.000Z'],
    ['a month, which begins by UTC too', { month: '2026-07' }, '2026-07-01T00:00:00.000Z'],
  ])('%s', (_, state, from) => {
    const before = new Date(Date.parse(from) - 1).toISOString();
    const shown: string[] = [];
    const view = shownAgain({ view: (_state: object, { asOf }: Viewing) => (shown.push(asOf), {}) } as AnySectionDef);
    for (const asOf of [before, before, from, from]) view(state, viewing(asOf));
    expect(shown).toEqual([before, from]);
  });
});

it.each(['2026-13', '2027-02-30', '2026-07-01x', '2026-07-01T00:00:00.000', 'a reference'])(
  'takes %s for no time',
  (text) => {
    const state = { text };
    let shown = 0;
    const view = shownAgain({ view: () => ({ shown: (shown += 1) }) } as unknown as AnySectionDef);
    for (const asOf of ['2026-06-30T12:00:00.000Z', '2030-01-01T00:00:00.000Z']) view(state, viewing(asOf));
    expect(shown).toBe(1);
  },
);
