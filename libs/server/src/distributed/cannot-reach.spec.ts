import { LogUnreachable } from '@dossier/event-store';
import { OperatorError } from '@dossier/kernel';
import { ReadModelsUnreachable } from '@dossier/read-model';
import { VaultUnreachable } from '@dossier/vault';
import { cannotReach, readable } from './cannot-reach';

const WHY = { zh: '没有答复', en: 'no answer' };
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

it('leaves any other error as it is, and repeats no connection string that cannot be read', () => {
  const other = new Error('a fault of ours');
  expect(cannotReach(other)).toBe(other);
  const make = (): never => {
    throw new Error('esdb://u:pa55@');
  };
  expect(() => readable(make)).toThrow(/^EVENTSTOREDB_URL cannot be read: it looks like esdb:/);
});
