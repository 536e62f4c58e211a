import { inspect } from 'node:util';
import { ApiKey } from './credentials';
import { systemEntropy } from './entropy';

it('reads the key that it made, and knows it by its hash', () => {
  const key = ApiKey.make(systemEntropy);
  const parsed = ApiKey.parse(key.reveal());
  expect(parsed?.id).toBe(key.id);
  expect(parsed?.matches(key.secretHash())).toBe(true);
  expect(ApiKey.make(systemEntropy).matches(key.secretHash())).toBe(false);
});

it('keeps the format of keys that are already in use', () => {
  const key = ApiKey.make((bytes) => Buffer.alloc(bytes, 0xa5));
  expect(key.reveal()).toBe('dsk_kmiqb9d5_paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU');
  expect(key.id).toBe('key-kmiqb9d5');
  expect(key.secretHash()).toBe('f3292af7ea635b019f8d1827c080a70cc45fa6148296a7915ac7528116268fc9');
});

it.each([
  '',
  'dsk_',
  'dsk_kmiqb9d5_',
  'dsk_KMIQB9D5_paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU',
  'dsk_kmiqb9d5_paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpa',
  'dsk_kmiqb9d5_paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU\n',
  ' dsk_kmiqb9d5_paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU',
])('takes %j for no key', (text) => {
  expect(ApiKey.parse(text)).toBeUndefined();
});

it('does not match a hash of another length', () => {
  expect(ApiKey.make(systemEntropy).matches('')).toBe(false);
});

it('shows no secret when it is logged', () => {
  const key = ApiKey.make((bytes) => Buffer.alloc(bytes, 0xa5));
  for (const logged of [
    inspect(key, { depth: null, showHidden: true }),
    JSON.stringify(key),
    inspect({ headers: { key } }),
  ])
    expect(logged).not.toContain('paWlpa');
});
