import { ConfigResourceTypes, type Kafka } from 'kafkajs';
import type { LogReader } from '../../log-reader.port';
import { KafkaDelivery } from './kafka-delivery';

type Told = (event: { payload: object }) => void;

/** A client whose consumer says what the test has it say. @param onRun what happens when it begins, for the nth time */
function faked(onRun: (emit: (event: string, payload: object) => void, run: number) => void) {
  const told = new Map<string, Told>();
  const emit = (event: string, payload: object): void => told.get(event)?.({ payload });
  let runs = 0;
  const consumer = {
    events: { GROUP_JOIN: 'join', REBALANCING: 'rebalancing', CRASH: 'crash' },
    on: (event: string, listener: Told) => told.set(event, listener),
    run: () => {
      onRun(emit, ++runs);
      return Promise.resolve();
    },
    ...{ connect: nothing, subscribe: nothing, disconnect: nothing, commitOffsets: nothing, paused: () => [] },
  };
  const admin = {
    ...{ connect: nothing, disconnect: nothing, createTopics: nothing },
    fetchTopicMetadata: () => Promise.resolve({ topics: [{ partitions: [{}, {}] }] }),
    describeConfigs: () => Promise.resolve({ resources: [{ configEntries: [], type: ConfigResourceTypes.TOPIC }] }),
  };
  const kafka = { consumer: () => consumer, admin: () => admin } as unknown as Kafka;
  return { kafka, emit, runs: () => runs };
}
const nothing = () => Promise.resolve();
const joined = { memberAssignment: { t: [0, 1] } };
const refused = new Error('Not authorized to access group');

const failures: unknown[] = [];
const open = (
  kafka: Kafka,
  limits: { readonly pause?: number; readonly rebalance?: number; readonly entry?: number } = {},
) =>
  KafkaDelivery.open({
    ...{ kafka, topic: 't', partitions: 2, replicas: 1, group: 'g', name: 'l', log: {} as LogReader },
    limits: { pause: 5, ...limits },
    onFailure: (error) => failures.push(error),
  });
beforeEach(() => failures.splice(0));
afterEach(() => jest.useRealTimers());

it('says that it is cut off by what kafkajs takes for the end, and goes on by itself', async () => {
  let isBack: () => void = () => undefined;
  const back = new Promise<void>((resolve) => (isBack = resolve));
  const { kafka, emit } = faked((say, run) => {
    if (run === 2 || run === 3) say('crash', { error: refused, restart: false });
    else say('join', joined);
    if (run === 4) isBack();
  });
  const delivery = await open(kafka);
  expect([delivery.lanes(), delivery.isCutOff]).toEqual([[0, 1], false]);
  emit('crash', { error: refused, restart: false });
  expect([delivery.lanes(), delivery.isCutOff]).toEqual([[], true]);
  await back;
  expect([delivery.lanes(), delivery.isCutOff]).toEqual([[0, 1], false]);
  expect(failures).toEqual([refused, refused, refused]);
  await delivery.close();
});

it('leaves to kafkajs what that begins again', async () => {
  jest.useFakeTimers();
  const { kafka, emit, runs } = faked((say) => say('join', joined));
  const delivery = await open(kafka);
  emit('crash', { error: refused, restart: true });
  jest.advanceTimersByTime(60_000);
  expect(runs()).toBe(1);
  await delivery.close();
});

it('begins nothing once it is closed', async () => {
  jest.useFakeTimers();
  const { kafka, emit, runs } = faked((say) => say('join', joined));
  const delivery = await open(kafka);
  emit('crash', { error: refused, restart: false });
  await delivery.close();
  emit('crash', { error: refused, restart: false });
  jest.advanceTimersByTime(60_000);
  expect(runs()).toBe(1);
});

it('does not start where its group does not let it in', async () => {
  const { kafka } = faked((say) => say('crash', { error: refused, restart: false }));
  await expect(open(kafka)).rejects.toBe(refused);
});

it('does not start where it could not join within its time, though kafkajs would go on trying', async () => {
  jest.useFakeTimers();
  const isOut = jest.fn();
  const { kafka, emit } = faked(() => undefined);
  const opening = open(kafka, { entry: 100 });
  opening.catch(isOut);
  await jest.advanceTimersByTimeAsync(0);
  for (let passed = 0; passed < 100; passed += 50) {
    emit('crash', { error: refused, restart: true });
    await jest.advanceTimersByTimeAsync(50);
    expect(isOut).not.toHaveBeenCalled();
  }
  emit('crash', { error: refused, restart: true });
  await expect(opening).rejects.toBe(refused);
});

it('says that it is cut off where lanes are shared out for longer than workers are waited for', async () => {
  jest.useFakeTimers();
  const { kafka, emit } = faked((say) => say('join', joined));
  const delivery = await open(kafka, { rebalance: 30 });
  for (let passed = 0; passed <= 30; passed += 10) {
    emit('rebalancing', {}); // again and again
    expect(delivery.isCutOff).toBe(false);
    jest.advanceTimersByTime(10);
  }
  expect(delivery.isCutOff).toBe(true);
  emit('join', joined);
  expect(delivery.isCutOff).toBe(false);
  await delivery.close();
});
