import { databaseOf } from './mongodb-database';

it.each([
  ['mongodb://127.0.0.1:27017/', /^mongodb:\/\/127\.0\.0\.1:27017\/dossier-[0-9a-f-]{36}$/],
  ['mongodb://127.0.0.1:27017', /^mongodb:\/\/127\.0\.0\.1:27017\/dossier-[0-9a-f-]{36}$/],
  ['mongodb://a:1,b:2/?replicaSet=r', /^mongodb:\/\/a:1,b:2\/dossier-[0-9a-f-]{36}\?replicaSet=r$/],
  ['mongodb+srv://me:p%2Fw@a/other?tls=true', /^mongodb\+srv:\/\/me:p%2Fw@a\/dossier-[0-9a-f-]{36}\?tls=true$/],
])('names a new database of %s', (address, url) => expect(databaseOf(address)).toMatch(url));
