import { keepsMongoDbsPromises } from './mongodb.contract';
import { onServer } from './on-server';
import { secantusDb } from './secantusdb';

onServer(secantusDb, (subject) => {
  keepsMongoDbsPromises(subject);
});
