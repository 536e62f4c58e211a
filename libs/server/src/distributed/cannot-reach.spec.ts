import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { LogUnreachable } from '@dossier/event-store';
import { OperatorError } from '@dossier/kernel';
import { ReadModelsUnreachable } from '@dossier/read-model';
import { VaultUnreachable } from '@dossier/vault';
import { cannotReach, readable } from './cannot-reach';

const WHY = { zh: '没有答复', en: 'no answer' };
const UNTRUSTED = 'self-signed certificate in certificate chain';
const kafka = (name: string): Error => Object.assign(new Error('connect ECONNREFUSED'), { name });

it.each([
  ['EVENTSTOREDB_URL', new LogUnreachable(WHY), 'no answer'],
  ['DOSSIER_VAULT_URL (MONGODB_URL)', new VaultUnreachable(WHY), 'no answer'],
  ['MONGODB_URL', new ReadModelsUnreachable(WHY), 'no answer'],
  ['KAFKA_BROKERS', kafka('KafkaJSNumberOfRetriesExceeded'), 'ECONNREFUSED'],
  ['KAFKA_BROKERS', kafka('KafkaJSSASLAuthenticationError'), 'KAFKA_PASSWORD'],
])('names %s where its server does not answer', (setting, error, why) => {
  const told = cannotReach(error);
  expect(told).toBeInstanceOf(OperatorError);
  const { zh, en } = (told as OperatorError).words;
  expect(en).toMatch(new RegExp(`^${setting.replace(/[()]/g, '\\$&')}: .*${why}`));
  expect(zh).toMatch(/请检查该设置与服务器。$/);
});

it.each([
  ['EVENTSTOREDB_URL', new LogUnreachable({ zh: UNTRUSTED, en: UNTRUSTED }), 'tlsCAFile'],
  ['KAFKA_BROKERS', Object.assign(new Error(UNTRUSTED), { name: 'KafkaJSConnectionError' }), 'NODE_EXTRA_CA_CERTS'],
])('says how %s is to trust the authority of a certificate', (setting, error, by) => {
  const { zh, en } = (cannotReach(error) as OperatorError).words;
  expect(en).toMatch(new RegExp(`^${setting}: .*; name a file with the certificate of its authority by ${by}$`));
  expect(zh).toMatch(new RegExp(`^${setting}：.*。请用 ${by} 指定证书签发机构的证书文件。$`));
});

it('leaves any other error as it is, and repeats no connection string that cannot be read', () => {
  const other = new Error('a fault of ours');
  expect(cannotReach(other)).toBe(other);
  const make = (): never => {
    throw new Error('esdb://u:pa55@');
  };
  expect(() => readable(make)).toThrow(/^EVENTSTOREDB_URL cannot be read: it looks like esdb:/);
});

it('says that a file of certificates is missing, and not that the connection string cannot be read', () => {
  const make = () => new EventStoreDbLogReader('esdb://u:pa55@log:2113?tlsCAFile=/nowhere/ca.pem');
  expect(() => readable(make)).toThrow(/^EVENTSTOREDB_URL: Failed to load certificate file\. File was not found/);
});
