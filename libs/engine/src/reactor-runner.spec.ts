import {
  byStream,
  defineCommand,
  defineContext,
  defineEvent,
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
class Ask {
  readonly id!: string;
  readonly dueAt!: Instant;
}
class Answer {
  readonly id!: string;
}
const title = { zh: '问', en: 'asking' };
const QuestionAsked = defineEvent('asking.QuestionAsked', { title }, Question);
const QuestionAnswered = defineEvent('asking.QuestionAnswered', { title }, Answered);
const from = { QuestionAsked, QuestionAnswered };
const question = defineState<object>()({
  category: 'question',
  from,
  initial: {},
  evolve: { QuestionAsked: (state) => state, QuestionAnswered: (state) => state },
});
const shared = { on: question, id: (c: Answer) => c.id, subject: () => undefined, by: [] };
const ask = defineCommand({
  ...shared,
  name: 'asking.Ask',
  title: { zh: '测试', en: 'Ask' },
  command: Ask,
  decide: ({ dueAt }) => [QuestionAsked({ dueAt })],
});
const answer = defineCommand({
  ...shared,
  name: 'asking.Answer',
  title: { zh: '测试', en: 'Answer' },
  command: Answer,
  decide: ({ id }) => (id.startsWith('idle') ? [] : [QuestionAnswered({})]),
});
/** Questions that fall due; to answer one whose id begins with `idle` is nothing to do, and it stays due. */
const asking = defineContext({
  name: 'asking',
  title,
  slices: [
    ask,
    answer,
    defineReactor<{ readonly id: string; readonly dueAt: Instant | null }>()({
      name: 'answer',
      title,
      version: 1,
      from,
      key: byStream,
      begins: { QuestionAsked: ({ dueAt }, at) => ({ id: idIn(question, at.stream), dueAt }) },
      evolve: { QuestionAnswered: (doc) => ({ ...doc, dueAt: null }) },
      dueAt: ({ dueAt }) => dueAt,
      sends: answer,
      react: ({ id }) => ({ command: { id } }),
    }),
  ],
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
    const send = jest.fn(() => Promise.resolve({} as never));
    const reactors = new ReactorRunner({
      ...{ registry: rig.registry, reader: rig.reader, feed: rig.feed, clock: rig.clock, send },
      policies: () => rig.views.viewing().policies,
      onFailure: (error) => rig.failures.push(error),
      isMine: (key) => key === 'question-real',
    });
    await reactors.look();
    expect(send.mock.calls).toMatchObject([[{ name: 'answer' }, { id: 'real' }, {}]]);
    expect(rig.failures).toEqual([]);
  } finally {
    await rig.close();
  }
});
