import type { Decoded } from '@dossier/event-store';
import {
  byCustomer,
  defineEvent,
  defineProjection,
  defineReactor,
  initialPolicies,
  type Recorded,
} from '@dossier/kernel';
import fc from 'fast-check';
import {
  advance,
  byOccurrence,
  compileProjection,
  compileReactor,
  FoldFailed,
  type Folded,
  foldSubject,
  Identity,
  type Remembered,
} from '.';

class Note {
  text!: string;
}
const Noted = defineEvent('test.Noted', { title: { zh: '记录', en: 'Noted' } }, Note);

const decoded = (
  position: number,
  occurredAt: string,
  text = 'x',
  stream = `s-${position}`,
  revision = 0,
): Decoded => ({
  def: Noted,
  data: { text },
  at: { id: `e${position}`, type: Noted.type, position, stream, revision, occurredAt, subject: 'c-1' } as Recorded,
});

const lastText = defineProjection<{ texts: readonly string[]; of: string }>()({
  name: 'texts',
  title: { zh: '文本', en: 'Texts' },
  version: 1,
  order: 'occurrence',
  from: { Noted },
  key: byCustomer,
  personal: false,
  fields: {},
  evolve: {
    Noted: (doc, { text }, at) => {
      if (text === 'bad') throw new TypeError('cannot take this');
      return { texts: [...(doc?.texts ?? []), text], of: at.subject };
    },
  },
});
const fold = compileProjection(lastText, 'texts@1');

it('folds in order of occurrence, ties by position', () => {
  const journal = [decoded(1, '2026-03-01', 'c'), decoded(2, '2026-01-01', 'a'), decoded(3, '2026-01-01', 'b')];
  expect(foldSubject(fold, 'c-1', journal).get('c-1')?.doc).toEqual({ texts: ['a', 'b', 'c'], of: 'c-1' });
});

it('never inverts the order of revisions inside a stream', () => {
  const journal = [decoded(1, '2026-03-01', 'placed', 's', 0), decoded(2, '2026-01-01', 'corrected', 's', 1)];
  expect(
    byOccurrence(
      journal,
      ({ at }) => at,
      () => true,
    ).map(({ at }) => at.position),
  ).toEqual([1, 2]);
});

it('gives documents that advance event by event, and are folded again where a fact is late, as one fold of all does', () => {
  const byText = compileProjection({ ...lastText, key: (_, data) => (data as Note).text[0] }, 'texts@1');
  const event = fc.record({ month: fc.integer({ min: 1, max: 4 }), key: fc.nat(1), stream: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 9 }), (happened) => {
      const journal = happened.map(({ month, key, stream }, i) =>
        decoded(i + 1, `2026-0${month}-01`, `${'ab'[key]}${i}`, `s-${stream}`, i),
      );
      const advanced = journal.reduce<ReadonlyMap<string, Folded>>((before, each, i) => {
        const key = (each.data as Note).text[0] ?? '';
        const current = before.get(key) ?? { doc: null, latest: null };
        return current.latest !== null && each.at.occurredAt < current.latest
          ? foldSubject(byText, 'c-1', journal.slice(0, i + 1))
          : new Map([...before, [key, advance(byText, current, each)]]);
      }, new Map());
      expect(advanced).toEqual(foldSubject(byText, 'c-1', journal));
    }),
  );
});

it('gives the same document for every order of commit of single-event streams', () => {
  const events = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'];
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: 4 }), (order) => {
      const journal = order.map((at, i) => decoded(i + 1, at, at));
      expect(foldSubject(fold, 'c-1', journal).get('c-1')?.doc).toEqual({ texts: events, of: 'c-1' });
    }),
  );
});

it('folds under the canonical id', () => {
  expect(foldSubject(fold, 'c-9', [decoded(1, '2026-01-01', 'a')]).get('c-9')?.doc).toEqual({
    texts: ['a'],
    of: 'c-9',
  });
});

it('names the event that a handler cannot take', () => {
  const journal = [decoded(1, '2026-01-01', 'a'), decoded(2, '2026-02-01', 'bad')];
  expect(() => foldSubject(fold, 'c-1', journal)).toThrow(FoldFailed);
  try {
    foldSubject(fold, 'c-1', journal);
  } catch (error) {
    expect((error as FoldFailed).at.position).toBe(2);
    expect((error as FoldFailed).message).toBe('TypeError: cannot take this');
  }
});

describe('identity', () => {
  it('follows links to their end, whatever their order', () => {
    const links = [
      { member: '~order-1', into: 'c-1' },
      { member: 'c-1', into: 'c-2' },
      { member: '~order-2', into: 'c-2' },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(links, { minLength: 3 }), (order) => {
        const identity = new Identity();
        order.forEach((link) => identity.link(link));
        expect(['~order-1', '~order-2', 'c-1', 'c-2', 'c-3'].map((id) => identity.canonical(id))).toEqual([
          'c-2',
          'c-2',
          'c-2',
          'c-2',
          'c-3',
        ]);
        expect([...identity.cluster('c-2')].sort()).toEqual(['c-1', 'c-2', '~order-1', '~order-2']);
      }),
    );
  });

  it('knows all that is linked to one, however many there are', () => {
    const all = Array.from({ length: 200_000 }, (_, n) => `~order-${n}`);
    const identity = new Identity(new Map(all.map((member) => [member, 'c-1'])));
    expect(identity.cluster('c-1').length).toBe(all.length + 1);
  });

  it('leaves out a link that would close a circle', () => {
    const identity = new Identity(new Map([['a', 'b']]));
    identity.link({ member: 'b', into: 'a' });
    identity.link({ member: 'c', into: 'c' });
    expect([identity.canonical('a'), identity.canonical('b'), identity.canonical('c')]).toEqual(['b', 'b', 'c']);
  });
});

describe('the deadline of a reactor that history sets', () => {
  let asked: number;
  /** Says with each text when it is due; `-` changes nothing. */
  const reminding = compileReactor(
    defineReactor<{ readonly due: string | null }>()({
      name: 'remind',
      title: { zh: '提醒', en: 'Remind' },
      version: 1,
      from: { Noted },
      key: byCustomer,
      evolve: {
        Noted: (doc, { text }) => (text === '=' && doc ? doc : { due: text === '-' ? (doc?.due ?? null) : text }),
      },
      dueAt: ({ due }) => {
        asked++;
        return due;
      },
      sends: undefined as never,
      react: () => ({ command: {} }),
    }) as never,
  );
  const after = (...told: readonly (readonly [recordedAt: string, due: string, backfill?: false])[]): Remembered =>
    told.reduce<unknown>(
      (doc, [recordedAt, text, backfill = true], position) =>
        reminding.handlers.get(Noted.type)?.(
          doc as object | null,
          { text },
          {
            ...decoded(position, recordedAt).at,
            ...{ recordedAt, backfill },
          },
        ) ?? null,
      null,
    ) as Remembered;
  const dueAt = (memory: Remembered) => reminding.valuesOf(memory, initialPolicies)['dueAt'];
  const march = (time: string): string => `2026-03-01T${time}:00.000Z`;
  const [nine, halfPast, ten, noon] = [march('09:00'), march('09:30'), march('10:00'), march('12:00')];
  beforeEach(() => {
    asked = 0;
  });

  it('does not fall due where it was past by the hour in which it was told', () => {
    expect(dueAt(after([halfPast, nine]))).toBeNull();
    expect(dueAt(after([halfPast, halfPast]))).toBe(halfPast);
    expect(dueAt(after([halfPast, ten], [noon, '-']))).toBe(ten);
    expect(dueAt(after([halfPast, ten], [noon, nine], [noon, ten]))).toBeNull();
    expect(dueAt(after([noon, nine], [noon, '-', false]))).toBeNull();
    expect(dueAt(after([noon, nine], [noon, ten, false]))).toBe(ten);
  });

  it('is not counted as another one by what changes nothing, in whatever order that is told', () => {
    expect(after([nine, noon], [ten, '='])).toEqual(after([nine, noon]));
  });

  it('is not asked for with each event, however long the import lasts', () => {
    const hours = (from: number) =>
      Array.from({ length: 300 }, (_, i) => new Date(Date.parse(nine) + (from + i) * 60_000).toISOString());
    after(...hours(0).map((at) => [at, nine] as const));
    expect(asked).toBeLessThan(20);
    after(...hours(0).map((at) => [at, at, false] as const));
    expect(asked).toBeLessThan(20);
  });
});
