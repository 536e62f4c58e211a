import { LogUnreachable } from '@dossier/event-store';
import { OperatorError, type Text } from '@dossier/kernel';
import { VaultUnreachable } from '@dossier/vault';
import { BadServer, EXAMPLES } from './servers';

/** As OpenSSL says that nobody whom Node trusts issued a certificate. */
const UNTRUSTED = /self[- ]signed certificate|unable to (verify the first|get (local )?issuer) certificate/;
const KAFKA = 'KAFKA_BROKERS';
const REMEDY: Text = { zh: '请检查该设置与服务器', en: 'look at the setting and the server' };
const nameAuthority = (by: string): Text => ({
  zh: `请用 ${by} 指定证书签发机构的证书文件`,
  en: `name a file with the certificate of its authority by ${by}`,
});

/** A server that a setting names cannot be used just now. */
export class CannotReach extends OperatorError {
  override readonly name = 'CannotReach';
  constructor(setting: string, { zh, en }: Text) {
    const remedy = UNTRUSTED.test(en) ? nameAuthority(setting === KAFKA ? 'NODE_EXTRA_CA_CERTS' : 'tlsCAFile') : REMEDY;
    super({ zh: `${setting}：${zh}。${remedy.zh}。`, en: `${setting}: ${en}; ${remedy.en}` });
  }
}

/** What kept a program from starting, with the setting to look at where a server did not answer. */
export function cannotReach(error: unknown): unknown {
  if (error instanceof LogUnreachable) return new CannotReach('EVENTSTOREDB_URL', error.why);
  if (error instanceof VaultUnreachable) return new CannotReach('DOSSIER_VAULT_URL (MONGODB_URL)', error.why);
  if (error instanceof Error && error.name.startsWith('KafkaJS')) return new CannotReach(KAFKA, kafkaSays(error));
  const isOfMongoDb = error instanceof OperatorError && /^(ReadModels|Journal)Unreachable$/.test(error.name);
  return isOfMongoDb ? new CannotReach('MONGODB_URL', error.words) : error;
}

const kafkaSays = ({ message, name }: Error): Text =>
  name === 'KafkaJSSASLAuthenticationError'
    ? {
        zh: 'Kafka 不接受 KAFKA_USERNAME 与 KAFKA_PASSWORD',
        en: 'Kafka does not accept KAFKA_USERNAME and KAFKA_PASSWORD',
      }
    : { zh: `Kafka 没有答复：${message}`, en: `Kafka does not answer: ${message}` };

/** Makes a client of EventStoreDB, which quotes a connection string that it cannot read, password and all. @throws BadServer, CannotReach */
export function readable<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    // what it says of files that the string names quotes nothing
    if (error instanceof Error && /^(Failed to load certificate|userCertFile must)/.test(error.message))
      throw new CannotReach('EVENTSTOREDB_URL', { zh: error.message, en: error.message });
    throw new BadServer('EVENTSTOREDB_URL', EXAMPLES.EVENTSTOREDB_URL.example);
  }
}
