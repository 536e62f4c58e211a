import { persistently } from '../../libs/testing/src/until';
import { ferretDb } from './ferretdb';
import { keepsMongoDbsPromises } from './mongodb.contract';
import { onServer } from './on-server';

onServer(ferretDb, (subject) => {
  const counters = keepsMongoDbsPromises(subject);

  subject.itOurs('serves again after all connections to its database were terminated', async () => {
    await counters().insertOne({ _id: 'a', count: 1 });
    await subject.ours().terminateBackends();
    const found = await persistently(() => counters().findOne({ _id: 'a' })); // it finds out by failing
    expect(found).toEqual({ _id: 'a', count: 1 });
  });
});
