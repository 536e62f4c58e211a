import { openSync, writeSync } from 'node:fs';
import { BSON, Collection } from 'mongodb';
import { isOfReadModels, type Recorded, RECORDING } from './recorded';

/** Loaded before a worker of the product: writes down what it writes into read models, so that a peer can write the same. */
const file = process.env[RECORDING];
if (file !== undefined) {
  const into = openSync(file, 'a');
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { bulkWrite } = Collection.prototype;
  let [underWay, together, calls] = [0, 0, 0];
  Collection.prototype.bulkWrite = function (this: Collection, writes, options): ReturnType<typeof bulkWrite> {
    const { collectionName } = this;
    if (!isOfReadModels(collectionName)) return bulkWrite.call(this, writes, options);
    if (underWay === 0) together++;
    underWay++;
    calls++;
    for (const write of writes) {
      const recorded: Recorded = {
        ...{ together, call: calls, collection: collectionName },
        ...{ ordered: options?.ordered !== false, write },
      };
      writeSync(into, BSON.serialize(recorded));
    }
    return bulkWrite.call(this, writes, options).finally(() => underWay--);
  };
}
