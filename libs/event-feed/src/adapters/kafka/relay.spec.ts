import type { Admin, Kafka, Producer } from 'kafkajs';
import type { LogReader } from '../../log-reader.port';
import { Relay } from './relay';

it('ends when it is told to, though the driver tries on to reach Kafka', async () => {
  const asked = new AbortController();
  const connect = (): Promise<void> => {
    asked.abort(); // while it is tried
    return new Promise(() => undefined);
  };
  const disconnect = (): Promise<void> => Promise.resolve();
  const kafka = {
    admin: () => ({ connect, disconnect }) as unknown as Admin,
    producer: () => ({ disconnect }) as unknown as Producer,
  } as unknown as Kafka;
  const failures: unknown[] = [];
  const relay = new Relay({
    ...{ kafka, log: {} as LogReader, name: 'log', topic: 't', partitions: 1, replicas: 1 },
    ...{ limits: { farewell: 1 }, onFailure: (error) => failures.push(error) },
  });
  await relay.run(asked.signal);
  expect(failures).toEqual([]);
});
