import { LogCut } from '@dossier/event-feed';
import { Pulse } from './pulse';

const SILENT = { zh: '没有答复', en: 'it does not answer' };
const TIMES = { pause: 1, late: 2 };

/** A server that answers as it is told, question by question. */
function server() {
  let wake: (answer: (value: Promise<unknown>) => void) => void = () => undefined;
  const next = (): Promise<(value: Promise<unknown>) => void> => new Promise((resolve) => (wake = resolve));
  let asked = next();
  return {
    ask: (): Promise<unknown> => new Promise((answer) => wake(answer)),
    asked: async (): Promise<(value: Promise<unknown>) => void> => {
      const answer = await asked;
      asked = next();
      return answer;
    },
  };
}

it('tells that a server does not answer, until it does again, and what it said to the log alone', async () => {
  const { ask, asked } = server();
  const failures: unknown[] = [];
  const pulse = new Pulse([{ store: 'log', silent: SILENT, ask }], (error) => failures.push(error), {
    ...TIMES,
    late: 60_000,
  });
  (await asked())(Promise.resolve());
  let answer = await asked();
  expect(pulse.troubles()).toEqual([]);
  answer(Promise.reject(new Error('10.0.0.7 refused')));
  answer = await asked();
  expect(pulse.troubles()).toEqual([SILENT]);
  expect(pulse.well()).toEqual({ log: false });
  expect(failures).toEqual([new Error('10.0.0.7 refused')]);
  answer(Promise.resolve());
  await asked();
  expect(pulse.troubles()).toEqual([]);
  expect(pulse.well()).toEqual({ log: true });
  pulse.close();
});

it('tells it of a server that leaves a question open too', async () => {
  const { ask, asked } = server();
  const pulse = new Pulse([{ store: 'log', silent: SILENT, ask }], () => undefined, TIMES);
  const answer = await asked();
  while (pulse.troubles().length === 0) await new Promise(setImmediate);
  expect(pulse.troubles()).toEqual([SILENT]);
  answer(Promise.resolve());
  await asked();
  expect(pulse.troubles()).toEqual([]);
  pulse.close();
});

it('tells of a log that was cut in its own words', async () => {
  const { ask, asked } = server();
  const pulse = new Pulse([{ store: 'log', silent: SILENT, ask }], () => undefined, { ...TIMES, late: 60_000 });
  const cut = new LogCut({ zh: '本进程', en: 'this process' }, 7);
  (await asked())(Promise.reject(cut));
  const answer = await asked();
  expect([pulse.troubles(), pulse.well()]).toEqual([[cut.words], { log: false }]);
  answer(Promise.resolve());
  await asked();
  expect(pulse.troubles()).toEqual([]);
  pulse.close();
});
