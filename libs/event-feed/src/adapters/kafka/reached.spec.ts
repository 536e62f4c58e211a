import type { Admin, Kafka } from 'kafkajs';
import { LIMITS } from './limits';
import { reachedIn } from './reached';

const failure = (type: string): Error => Object.assign(new Error(type), { type });
const asked = { topic: 't', log: 'l', limits: LIMITS, signal: new AbortController().signal };
/** Asks an admin who fails so, and then knows a partition without records. */
const ask = (...failures: readonly Error[]) => {
  const left = [...failures];
  const fetchTopicOffsets: Admin['fetchTopicOffsets'] = () => {
    const error = left.shift();
    return error ? Promise.reject(error) : Promise.resolve([{ partition: 0, offset: '0', high: '0', low: '0' }]);
  };
  return reachedIn({} as Kafka, { fetchTopicOffsets } as Admin, asked);
};

it('waits for the brokers of a topic that was made a moment ago', async () => {
  const learning = failure('NOT_LEADER_FOR_PARTITION');
  expect(await ask(learning, learning)).toEqual([{ event: 0, upTo: 0 }]);
});

it('hides no other failure', async () => {
  await expect(ask(failure('TOPIC_AUTHORIZATION_FAILED'))).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
});
