import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorError } from '@dossier/kernel';
import { isDistributed, serversOfApi, serversOfRelay, serversOfWorker } from './servers';

const KEY = '0a'.repeat(32);
const ALL = {
  EVENTSTOREDB_URL: 'esdb://admin:changeit@log:2113?tls=false',
  MONGODB_URL: 'mongodb://dossier:secret@db:27017/crm',
  KAFKA_BROKERS: 'k1:9092,k2:9092',
  DOSSIER_MASTER_KEY: KEY,
};
const KAFKA = { brokers: ['k1:9092', 'k2:9092'], tls: false };
const words = (work: () => unknown): OperatorError['words'] => {
  try {
    work();
  } catch (error) {
    if (error instanceof OperatorError) return error.words;
    throw error;
  }
  throw new Error('nothing was said to the operator');
};

it('tells the profile by the log, and takes what is set to nothing as not set', () => {
  expect(isDistributed({ ...ALL })).toBe(true);
  expect(isDistributed({ EVENTSTOREDB_URL: '', MONGODB_URL: '', KAFKA_BROKERS: '', DOSSIER_MASTER_KEY: KEY })).toBe(
    false,
  );
});

it('gives each program what it needs, and the relay no key', () => {
  expect(serversOfApi({ ...ALL, KAFKA_BROKERS: '' })).toMatchObject({
    eventStoreDb: ALL.EVENTSTOREDB_URL,
    masterKey: KEY,
  });
  expect(serversOfWorker(ALL)).toMatchObject({ mongoDb: ALL.MONGODB_URL, kafka: KAFKA });
  expect(serversOfRelay(ALL)).toEqual({ eventStoreDb: ALL.EVENTSTOREDB_URL, kafka: KAFKA });
  const closed = { ...ALL, KAFKA_TLS: 'true', KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p' };
  const login = { username: 'u', password: 'p' };
  expect(serversOfRelay(closed).kafka).toEqual({ ...KAFKA, tls: true, login });
});

it.each([
  ['mongodb://db', 'mongodb://db/dossier-vault'],
  ['mongodb://db/', 'mongodb://db/dossier-vault'],
  ['mongodb://a:1,b:2/crm?replicaSet=r', 'mongodb://a:1,b:2/crm-vault?replicaSet=r'],
  ['mongodb://u:p@db/crm', 'mongodb://u:p@db/crm-vault?authSource=crm'],
  ['mongodb://u:p@db/crm?tls=true', 'mongodb://u:p@db/crm-vault?tls=true&authSource=crm'],
  ['mongodb://u:p@db/crm?authSource=admin', 'mongodb://u:p@db/crm-vault?authSource=admin'],
])('beside %s has the vault %s', (MONGODB_URL, vault) => {
  expect(serversOfApi({ ...ALL, MONGODB_URL }).vault).toBe(vault);
  expect(serversOfApi({ ...ALL, MONGODB_URL, DOSSIER_VAULT_URL: 'mongodb://other/v' }).vault).toBe('mongodb://other/v');
});

it.each([
  [{ MONGODB_URL: 'mongodb://db' }, isDistributed, ['MONGODB_URL', 'EVENTSTOREDB_URL=esdb://']],
  [{ KAFKA_BROKERS: 'k:9092' }, isDistributed, ['KAFKA_BROKERS', 'EVENTSTOREDB_URL=esdb://']],
  [{ DOSSIER_MASTER_KEY_FILE: '/run/key' }, isDistributed, ['DOSSIER_MASTER_KEY_FILE', 'EVENTSTOREDB_URL=esdb://']],
  [
    { ...ALL, MONGODB_URL: '', DOSSIER_MASTER_KEY: '' },
    serversOfApi,
    ['MONGODB_URL=mongodb://', 'DOSSIER_MASTER_KEY='],
  ],
  [{ ...ALL, KAFKA_BROKERS: '' }, serversOfWorker, ['KAFKA_BROKERS=localhost:9092']],
  [{}, serversOfRelay, ['EVENTSTOREDB_URL=esdb://', 'KAFKA_BROKERS=localhost:9092']],
])('names in both languages what is missing of %j, and what would be right', (environment, read, said) => {
  const { zh, en } = words(() => read(environment));
  for (const text of said) {
    expect(zh).toContain(text);
    expect(en).toContain(text);
  }
  expect(zh).toMatch(/\p{Script=Han}/u);
});

it.each([
  ['EVENTSTOREDB_URL', 'http://admin:pa55@log:2113'],
  ['EVENTSTOREDB_URL', 'esdb://'],
  ['MONGODB_URL', 'postgres://u:pa55@db'],
  ['KAFKA_BROKERS', 'pa55'],
  ['KAFKA_BROKERS', 'kafka://u:pa55@k:9092'],
  ['KAFKA_TLS', 'pa55'],
  ['KAFKA_USERNAME', 'pa55'],
  ['KAFKA_PASSWORD', 'pa55'],
  ['DOSSIER_VAULT_URL', 'u:pa55@db'],
  ['DOSSIER_MASTER_KEY', 'pa55'],
  ['DOSSIER_MASTER_KEY_BEFORE', 'pa55'],
])('refuses %s=%s by name, with an example, and repeats nothing of it', (name, value) => {
  const { zh, en } = words(() => serversOfWorker({ ...ALL, [name]: value }));
  expect(en).toContain(name);
  expect(zh).toContain(name);
  expect(zh + en).not.toContain('pa55');
});

it('reads the master key from a file, and says which file holds none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-key-'));
  const file = join(folder, 'key');
  const environment = { ...ALL, DOSSIER_MASTER_KEY: '', DOSSIER_MASTER_KEY_FILE: file };
  try {
    expect(words(() => serversOfApi(environment)).en).toContain(file);
    writeFileSync(file, 'pa55');
    const { en } = words(() => serversOfApi(environment));
    expect(en).toContain(`DOSSIER_MASTER_KEY_FILE (${file})`);
    expect(en).not.toContain('pa55');
    writeFileSync(file, `${KEY}\n`);
    expect(serversOfApi(environment).masterKey).toBe(KEY);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('offers a data folder to those that can run on one', () => {
  const half = { EVENTSTOREDB_URL: ALL.EVENTSTOREDB_URL };
  expect(words(() => serversOfApi(half)).en).toMatch(/\. Set none of them to run on a data folder\.$/);
  expect(words(() => serversOfWorker(half)).en).toMatch(/\(examples\)\.$/);
  expect(words(() => serversOfRelay({})).en).toMatch(/^this program works on servers; set .* \(examples\)\.$/);
});
