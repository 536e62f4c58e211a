import 'reflect-metadata';
import { contexts } from '@dossier/server';
import { READ_MODELS } from './read-models';

// the list of policies takes no page: query cannot show it
it('names every list of a read model that stands under no other thing', () => {
  const lists = contexts
    .flatMap(({ http = [] }) => http)
    .filter(({ name, prototype }) => name !== 'PoliciesHttp' && 'list' in (prototype as object))
    .map((controller) => String(Reflect.getMetadata('path', controller)))
    .filter((path) => !path.includes(':'));
  expect([...READ_MODELS].sort()).toEqual(lists.sort());
});
