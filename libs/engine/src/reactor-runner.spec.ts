import {
  addMinutes,
  byStream,
  defineCommand,
  defineContext,
  defineEvent,
  defineProjection,
  defineReactor,
  defineState,
  idIn,
  type Instant,
} from '@dossier/kernel';
import { customers } from '../../contexts/customers/src/customers.module';
import { Rig } from '../../testing/src/rig';
import { ReactorRunner } from './reactor-runner';

class Question {
  readonly dueAt!: Instant;
}
class Answered {
  readonly by?: string;
}
class Reopened {
  readonly dueAt!: Instant;
}
class Ask {
  readonly id!: string;
  readonly dueAt!: Instant;
}
class AskAgain extends Ask {}
class Answer {
  readonly id!: string;
}
const title = { zh: '问', en: 'asking' };
const QuestionAsked = defineEvent('asking.QuestionAsked', { title }, Question);
const QuestionAnswered = defineEvent('asking.QuestionAnswered', { title }, Answered);
const QuestionAskedAgain = defineEvent('asking.QuestionAskedAgain', { title }, Reopened);
const from = { QuestionAsked, QuestionAnswered, QuestionAskedAgain };
const question = defineState<object>()({
  category: 'question',
  from,
  initial: {},
  evolve: {
    QuestionAsked: (state) => state,
    QuestionAnswered: (state) => state,
    QuestionAskedAgain: (state) => state,
  },
});
const shared = { on: question, id: (c: Answer) => c.id, subject: () => undefined, by: [] };
const ask = defineCommand({
  ...shared,
  name: 'asking.Ask',
  title: { zh: '测试', en: 'Ask' },
  command: Ask,
  decide: ({ dueAt }) => [QuestionAsked({ dueAt })],
});
const askAgain = defineCommand({
  ...shared,
  name: 'asking.AskAgain',
  title: { zh: '测试', en: 'Ask again' },
  command: AskAgain,
  decide: ({ dueAt }) => [QuestionAskedAgain({ dueAt })],
});
const answer = defineCommand({
  ...shared,
  name: 'asking.Answer',
  title: { zh: '测试', en: 'Answer' },
  command: Answer,
  decide: ({ id }) => (id.startsWith('idle') ? [] : [QuestionAnswered({})]),
});
const answering = (name: string) =>
  defineReactor<{ readonly id: string; readonly dueAt: Instant | null }>()({
    name,
    title,
    version: 1,
    from,
    key: byStream,
    begins: { QuestionAsked: ({ dueAt }, at) => ({ id: idIn(question, at.stream), dueAt }) },
    evolve: {
      QuestionAnswered: (doc) => ({ ...doc, dueAt: null }),
      QuestionAskedAgain: (doc, { dueAt }) => ({ ...doc, dueAt }),
    },
    dueAt: ({ dueAt }) => dueAt,
    sends: answer,
    react: ({ id }) => ({ command: { id } }),
  });
/** Questions that fall due; to answer one whose id begins with `idle` is nothing to do, and it stays due. */
const asking = defineContext({
  name: 'asking',
  title,
  slices: [ask, askAgain, answer, answering('answer')],
});

it('comes to a deadline behind a thousand reactions that were nothing to do, and sends each of these once', async () => {
  const rig = await Rig.open([customers, asking]);
  try {
    const asked = (id: string, dueAt: Instant) => rig.send('asking.Ask', { id, dueAt });
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => asked(`idle-${i}`, '2026-06-30T07:00:00.000Z')));
    await asked('real', '2026-06-30T07:30:00.000Z');
    await rig.caughtUp();
    const run = jest.spyOn(rig.commands, 'run');
    for (let look = 0; look < 3; look++) {
      await rig.reactors.look();
      await rig.caughtUp();
    }
    expect((await rig.store.read('question-real')).map(({ type }) => type)).toEqual([
      'asking.QuestionAsked',
      'asking.QuestionAnswered',
    ]);
    expect(run).toHaveBeenCalledTimes(1_001);
  } finally {
    await rig.close();
  }
});

it('reacts for the keys of this process, however many of others are due before', async () => {
  const rig = await Rig.open([customers, asking]);
  try {
    const asked = (id: string, dueAt: Instant) => rig.send('asking.Ask', { id, dueAt });
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => asked(`idle-${i}`, '2026-06-30T07:00:00.000Z')));
    await asked('real', '2026-06-30T07:30:00.000Z');
    await rig.caughtUp();
    const send = jest.fn(() => Promise.resolve({ receipt: { events: [] } } as never));
    const reactors = new ReactorRunner({
      ...{ registry: rig.registry, reader: rig.reader, feed: rig.feed, clock: rig.clock, send },
      policies: () => rig.views.viewing().policies,
      asking: (_, asOf) => Promise.resolve(rig.queries.asking({ asOf })),
      onFailure: (error) => rig.failures.push(error),
      isMine: (key) => key === 'question-real',
    });
    await reactors.look();
    expect(send.mock.calls).toMatchObject([[{ name: 'asking.Answer' }, { id: 'real' }, {}]]);
    expect(rig.failures).toEqual([]);
  } finally {
    await rig.close();
  }
});

describe('a work', () => {
  class Counted {
    readonly question!: string;
  }
  const QuestionCounted = defineEvent('asking.QuestionCounted', { title }, Counted);
  const count = defineState<readonly string[]>()({
    category: 'count',
    from: { QuestionCounted },
    initial: [],
    evolve: { QuestionCounted: (seen, { question: id }) => [...seen, id] },
  });
  class Count {
    readonly question!: string;
  }
  const counting = defineCommand({
    name: 'asking.Count',
    title: { zh: '测试', en: 'Count' },
    command: Count,
    on: count,
    id: () => 'all',
    subject: () => undefined,
    by: [],
    onlyStep: true,
    decide: ({ question: id }, seen) => (seen.includes(id) ? [] : [QuestionCounted({ question: id })]),
  });
  /** Counts all questions that are known, one after the other, before it answers. */
  const counted = (onPiece: (at: number) => void) =>
    defineContext({
      name: 'asking',
      title,
      slices: [
        ask,
        answer,
        counting,
        known,
        defineReactor<{ readonly id: string; readonly dueAt: Instant }>()({
          name: 'count',
          title,
          version: 1,
          from,
          key: byStream,
          begins: { QuestionAsked: ({ dueAt }, at) => ({ id: idIn(question, at.stream), dueAt }) },
          evolve: { QuestionAnswered: () => null, QuestionAskedAgain: (doc) => doc },
          dueAt: ({ id, dueAt }) => (id === 'how-many' ? dueAt : null),
          work: {
            over: [known],
            asOf: ({ dueAt }) => dueAt,
            pieces: async function* (_, { reads }) {
              let place = 0;
              for (const { key } of await reads.rows(known, [])) {
                onPiece(place++);
                yield [{ def: counting, command: { question: String(key) } }];
              }
            },
          },
          sends: answer,
          react: ({ id }) => ({ command: { id } }),
        }),
      ],
    });
  const known = defineProjection<object>()({
    name: 'questions',
    title,
    version: 1,
    from,
    key: byStream,
    begins: { QuestionAsked: () => ({}) },
    evolve: { QuestionAnswered: (doc) => doc, QuestionAskedAgain: (doc) => doc },
    fields: {},
    personal: false,
  });
  const open = async (onPiece: (at: number) => void = () => undefined): Promise<Rig> => {
    const rig = await Rig.open([customers, counted(onPiece)]);
    for (const id of ['a', 'b', 'how-many']) await rig.send('asking.Ask', { id, dueAt: '2026-06-30T07:00:00.000Z' });
    await rig.caughtUp();
    return rig;
  };
  const types = async (rig: Rig): Promise<readonly string[]> =>
    (await rig.store.read('question-how-many')).map(({ type }) => type);
  const seen = async (rig: Rig): Promise<number> => (await rig.store.read('count-all')).length;

  it('is done piece by piece, and then its reaction', async () => {
    const rig = await open();
    try {
      await rig.reactors.look();
      expect(await seen(rig)).toBe(3);
      expect(await types(rig)).toEqual(['asking.QuestionAsked', 'asking.QuestionAnswered']);
    } finally {
      await rig.close();
    }
  });
  it('that fails in the middle is done again after a while: what is done is nothing to do', async () => {
    let fails = true;
    const rig = await open((at) => {
      if (at === 2 && fails) throw new Error('cut off');
    });
    try {
      await rig.reactors.look();
      expect([await seen(rig), (await types(rig)).length]).toEqual([2, 1]);
      expect(rig.failures).toMatchObject([{ message: 'cut off' }]);
      fails = false;
      await rig.caughtUp();
      await rig.reactors.look(); // too soon
      expect(await seen(rig)).toBe(2);
      rig.clock.advance(60_000);
      await rig.reactors.look();
      expect([await seen(rig), (await types(rig)).length]).toEqual([3, 2]);
    } finally {
      await rig.close();
    }
  });
  it('is not begun again by a memory that has some of what it recorded, and not its end', async () => {
    let begun = 0;
    const rigs: Rig[] = [];
    const asksAgain = defineContext({
      name: 'asking',
      title,
      slices: [
        ask,
        askAgain,
        answer,
        known,
        defineReactor<{ readonly id: string; readonly dueAt: Instant; readonly again: number }>()({
          ...{ name: 'ask-again', title, version: 1, from, key: byStream },
          begins: { QuestionAsked: ({ dueAt }, at) => ({ id: idIn(question, at.stream), dueAt, again: 0 }) },
          evolve: { QuestionAnswered: () => null, QuestionAskedAgain: (doc) => ({ ...doc, again: doc.again + 1 }) },
          dueAt: ({ dueAt }) => dueAt,
          work: {
            over: [known],
            asOf: ({ dueAt }) => dueAt,
            pieces: async function* ({ id, dueAt }) {
              begun++;
              yield [{ def: askAgain, command: { id, dueAt } }];
              await rigs[0]?.caughtUp(); // it is answered after this
            },
          },
          sends: answer,
          react: ({ id }) => ({ command: { id } }),
        }),
      ],
    });
    const rig = await Rig.open([customers, asksAgain]);
    rigs.push(rig);
    try {
      await rig.send('asking.Ask', { id: 'real', dueAt: '2026-06-30T07:00:00.000Z' });
      await rig.caughtUp();
      for (let i = 0; i < 2; i++) await rig.reactors.look();
      expect(rig.reactors.refused).toEqual([]); // a work begun again waits in vain for what it is over
      await rig.caughtUp();
      await rig.reactors.look();
      const answers = (await rig.store.read('question-real')).map(({ type }) => type.replace('asking.Question', ''));
      expect([begun, answers]).toEqual([1, ['Asked', 'AskedAgain', 'Answered']]);
      expect(rig.failures).toEqual([]);
    } finally {
      await rig.close();
    }
  });
  it('gives its place back where its memory could not be read', async () => {
    const rig = await open();
    try {
      const read = jest.spyOn(rig.reader, 'get').mockRejectedValueOnce(new Error('disk I/O error'));
      await rig.reactors.look();
      expect(rig.failures).toMatchObject([{ message: 'disk I/O error' }]);
      read.mockRestore();
      await rig.reactors.look();
      expect([await seen(rig), (await types(rig)).length]).toEqual([3, 2]);
    } finally {
      await rig.close();
    }
  });
  it('ends between two pieces where the process stops, and its reaction waits for the next one', async () => {
    const stop = new AbortController();
    const rig = await open((at) => {
      if (at === 1) stop.abort();
    });
    try {
      await rig.reactors.run(stop.signal);
      expect([await seen(rig), (await types(rig)).length]).toEqual([1, 1]);
    } finally {
      await rig.close();
    }
  });
});

it('goes on with others where the memory of one cannot be read, and says that', async () => {
  const broken = answering('broken');
  const first = defineContext({ name: 'first', title, slices: [broken] });
  for (const order of [
    [customers, first, asking],
    [customers, asking, first],
  ]) {
    const rig = await Rig.open(order);
    try {
      await rig.send('asking.Ask', { id: 'real', dueAt: '2026-06-30T07:30:00.000Z' });
      await rig.caughtUp();
      const fold = rig.registry.fold(broken);
      const rows = rig.reader.rows.bind(rig.reader);
      jest
        .spyOn(rig.reader, 'rows')
        .mockImplementation((model, ...rest) =>
          model === fold ? Promise.reject(new Error('disk I/O error')) : rows(model, ...rest),
        );
      await rig.reactors.look();
      expect((await rig.store.read('question-real')).map(({ type }) => type)).toContain('asking.QuestionAnswered');
      expect(rig.failures).toMatchObject([{ message: 'disk I/O error' }]);
    } finally {
      await rig.close();
    }
  }
});

it('reacts again to a deadline that was answered and comes back', async () => {
  const rig = await Rig.open([customers, asking]);
  try {
    const dueAt = '2026-06-30T07:30:00.000Z';
    const settled = async (): Promise<void> => {
      for (let i = 0; i < 2; i++) {
        await rig.caughtUp();
        await rig.reactors.look();
      }
    };
    await rig.send('asking.Ask', { id: 'real', dueAt });
    await settled();
    await rig.send('asking.AskAgain', { id: 'real', dueAt });
    await settled();
    expect((await rig.store.read('question-real')).map(({ type }) => type.replace('asking.Question', ''))).toEqual([
      ...['Asked', 'Answered', 'AskedAgain', 'Answered'],
    ]);
  } finally {
    await rig.close();
  }
});

it('does not answer its own event without end where that leaves its deadline in place, and says so', async () => {
  const rig = await Rig.open([
    customers,
    defineContext({
      name: 'asking',
      title,
      slices: [
        ...[ask, askAgain, answer],
        defineReactor<{ readonly id: string; readonly dueAt: Instant | null; readonly last?: Instant }>()({
          ...{ name: 'answer', title, version: 1, from, key: byStream },
          begins: { QuestionAsked: ({ dueAt }, at) => ({ id: idIn(question, at.stream), dueAt }) },
          evolve: {
            QuestionAnswered: (doc, _, at) => ({ ...doc, last: at.occurredAt }),
            QuestionAskedAgain: (doc, { dueAt }) => ({ ...doc, dueAt }),
          },
          dueAt: ({ dueAt }) => dueAt,
          sends: answer,
          react: ({ id }) => ({ command: { id } }),
        }),
      ],
    }),
  ]);
  try {
    const dueAt = '2026-06-30T07:30:00.000Z';
    const answers = async (): Promise<number> => {
      for (let i = 0; i < 4; i++) {
        await rig.caughtUp();
        rig.clock.advance(60_000);
        await rig.reactors.look();
      }
      return (await rig.store.read('question-real')).filter(({ type }) => type.endsWith('Answered')).length;
    };
    await rig.send('asking.Ask', { id: 'real', dueAt });
    expect(await answers()).toBe(1);
    expect(rig.reactors.refused).toMatchObject([
      { reactor: 'answer', key: 'question-real', dueAt, error: expect.stringContaining('leaves it due') as string },
    ]);
    await rig.send('asking.AskAgain', { id: 'real', dueAt }); // what others record is answered, once more
    expect(await answers()).toBe(2);
    expect(rig.reactors.refused).toHaveLength(1);
  } finally {
    await rig.close();
  }
});

it('takes what others record for no event of its own where its memory does not have those', async () => {
  const { QuestionAsked, QuestionAskedAgain } = from;
  const rig = await Rig.open([
    customers,
    defineContext({
      name: 'asking',
      title,
      slices: [
        ...[ask, askAgain, answer],
        defineReactor<{ readonly id: string; readonly dueAt: Instant | null; readonly again: number }>()({
          ...{ name: 'answer', title, version: 1, from: { QuestionAsked, QuestionAskedAgain }, key: byStream },
          begins: { QuestionAsked: ({ dueAt }, at) => ({ id: idIn(question, at.stream), dueAt, again: 0 }) },
          evolve: { QuestionAskedAgain: (doc, { dueAt }) => ({ ...doc, dueAt, again: doc.again + 1 }) },
          dueAt: ({ dueAt }) => dueAt,
          sends: answer,
          react: ({ id }) => ({ command: { id } }),
        }),
      ],
    }),
  ]);
  try {
    const dueAt = '2026-06-30T07:30:00.000Z';
    const look = async (): Promise<void> => {
      await rig.caughtUp();
      await rig.reactors.look();
    };
    await rig.send('asking.Ask', { id: 'real', dueAt });
    await look();
    await rig.send('asking.AskAgain', { id: 'real', dueAt });
    await look();
    expect(rig.reactors.refused).toEqual([]);
    expect((await rig.store.read('question-real')).filter(({ type }) => type.endsWith('Answered'))).toHaveLength(2);
  } finally {
    await rig.close();
  }
});

it('sends again what was nothing to do where its memory has changed since', async () => {
  const rig = await Rig.open([customers, asking]);
  try {
    const dueAt = '2026-06-30T07:30:00.000Z';
    const run = jest.spyOn(rig.commands, 'run');
    await rig.send('asking.Ask', { id: 'idle', dueAt });
    await rig.caughtUp();
    await rig.reactors.look();
    await rig.send('asking.AskAgain', { id: 'idle', dueAt });
    await rig.caughtUp();
    for (let i = 0; i < 2; i++) await rig.reactors.look();
    expect(run.mock.calls.filter(([def]) => def === (answer as unknown))).toHaveLength(2);
  } finally {
    await rig.close();
  }
});

it('after a start, reacts to what comes due before it asks again for old answers, whenever that was due', async () => {
  const rig = await Rig.open([customers, asking]);
  try {
    const asked = (id: string, dueAt: Instant) => rig.send('asking.Ask', { id, dueAt });
    await Promise.all(Array.from({ length: 1_200 }, (_, i) => asked(`idle-${i}`, '2026-06-30T07:00:00.000Z')));
    await rig.caughtUp();
    const sent: string[] = [];
    const started = new ReactorRunner({
      ...{ registry: rig.registry, reader: rig.reader, feed: rig.feed, clock: rig.clock },
      send: (_, command) => {
        sent.push((command as Answer).id);
        return Promise.resolve({ receipt: { events: [] } } as never);
      },
      policies: () => rig.views.viewing().policies,
      asking: (_, asOf) => Promise.resolve(rig.queries.asking({ asOf })),
      onFailure: (error) => rig.failures.push(error),
    });
    expect(await started.lookAround(10)).toBe(rig.clock.now());
    expect(sent).toHaveLength(10);
    rig.clock.set(addMinutes(rig.clock.now(), 1));
    await asked('due since', '2026-06-30T07:30:00.000Z');
    await asked('told late', '2026-06-29T07:30:00.000Z');
    await rig.caughtUp();
    await started.lookAround(2);
    expect(sent.slice(10)).toEqual(['due since', 'told late']);
    await started.look();
    await started.look();
    expect(new Set(sent).size).toBe(1_202);
    expect(sent).toHaveLength(1_202);
    expect(rig.failures).toEqual([]);
  } finally {
    await rig.close();
  }
});

it('sends what a history passes, the earliest first, each when it is due, and says whether anything was recorded', async () => {
  const rig = await Rig.open([customers, asking]);
  try {
    const hour = (of: number): Instant => `2026-07-01T${String(of).padStart(2, '0')}:00:00.000Z`;
    for (const [id, due] of [
      ['late', 12],
      ['early', 10],
      ['idle', 11],
      ['later', 18],
    ] as const)
      // prettier-ignore
      await rig.send('asking.Ask', { id, dueAt: hour(due) });
    const look = async (): Promise<boolean> => {
      await rig.caughtUp();
      return rig.reactors.lookUpTo(hour(17), (due) => rig.clock.set(due));
    };
    await rig.send('asking.Ask', { id: 'days before', dueAt: '2026-06-30T09:00:00.000Z' });
    expect([await look(), await look(), await look()]).toEqual([true, true, false]);
    const answers = (await rig.feed.read(0, 100)).events.filter(({ type }) => type === 'asking.QuestionAnswered');
    expect(answers.map(({ stream, recordedAt }) => [stream, recordedAt])).toEqual([
      ['question-days before', '2026-06-30T09:00:00.000Z'],
      ['question-early', hour(10)],
      ['question-late', hour(12)],
    ]);
  } finally {
    await rig.close();
  }
});

it('answers the deadlines of a history in their order also where there are more than are read at once', async () => {
  const rig = await Rig.open([customers, asking]);
  const many = 1_300;
  const due = (n: number): string => new Date(Date.UTC(2026, 4, 1) + n * 60_000).toISOString();
  try {
    rig.clock.set('2026-04-30T00:00:00.000Z');
    await Promise.all(
      Array.from({ length: many }, (_, n) => rig.send('asking.Ask', { id: `q-${n}`, dueAt: due((n * 7) % many) })),
    );
    for (let isNews = true; isNews;) {
      await rig.caughtUp();
      isNews = await rig.reactors.lookUpTo('2026-06-01T00:00:00.000Z', (at) => rig.clock.set(at));
    }
    const { events } = await rig.feed.read(0, 3 * many);
    const answered = events.flatMap(({ type, recordedAt }) => (type === 'asking.QuestionAnswered' ? recordedAt : []));
    expect(answered).toEqual(Array.from({ length: many }, (_, n) => due(n)));
  } finally {
    await rig.close();
  }
});
