import { readFileSync } from 'node:fs';
import type { KafkaAddress } from '@dossier/event-feed/kafka';
import { enumerated, OperatorError, using } from '@dossier/kernel';

/** Where the servers of the distributed profile are. Connection strings and keys are secret: they are never shown. */
export interface DataServers {
  readonly eventStoreDb: string;
  readonly mongoDb: string;
  /** A database of its own. */
  readonly vault: string;
  /** 64 hex digits. */
  readonly masterKey: string;
  /** That of before, while it is replaced. */
  readonly masterKeyBefore?: string;
}
export interface Servers extends DataServers {
  readonly kafka: KafkaAddress;
}
type Name = 'EVENTSTOREDB_URL' | 'MONGODB_URL' | 'KAFKA_BROKERS' | 'DOSSIER_MASTER_KEY';

/** What stands in a variable, and what would be right. */
export const EXAMPLES: Readonly<Record<Name, { readonly example: string; readonly form: RegExp }>> = {
  EVENTSTOREDB_URL: { example: 'esdb://localhost:2113?tls=false', form: /^esdb(\+discover)?:\/\/[^/?\s]+/ },
  MONGODB_URL: { example: 'mongodb://localhost:27017/dossier', form: /^mongodb(\+srv)?:\/\/[^/?\s]+/ },
  KAFKA_BROKERS: { example: 'localhost:9092,localhost:9093', form: /^[^\s,:/]+:\d{1,5}(,[^\s,:/]+:\d{1,5})*$/ },
  DOSSIER_MASTER_KEY: { example: '$(openssl rand -hex 32)', form: /^[0-9a-f]{64}$/i },
};
const KEY_FILE = 'DOSSIER_MASTER_KEY_FILE';
const KEY_BEFORE = 'DOSSIER_MASTER_KEY_BEFORE';
const VAULT = 'DOSSIER_VAULT_URL';
const TLS = 'KAFKA_TLS';
const USERNAME = 'KAFKA_USERNAME';
const PASSWORD = 'KAFKA_PASSWORD';
/** With any of these, and without a log, nobody can say which profile is meant. */
const OF_SERVERS = ['MONGODB_URL', 'KAFKA_BROKERS', VAULT, KEY_FILE] as const;

/** Servers that are needed are not named. */
export class ServersMissing extends OperatorError {
  override readonly name = 'ServersMissing';
  /** @param given what is named @param isFolderToo the program also runs on a data folder */
  constructor(given: readonly string[], missing: readonly Name[], isFolderToo: boolean) {
    const examples = missing.map((name) => `${name}=${EXAMPLES[name].example}`);
    const [wanted, named] = [enumerated(examples), enumerated(given)];
    const said =
      given.length === 0
        ? {
            zh: `本程序需要服务器，请设置：${wanted.zh}（均为示例）。`,
            en: `this program works on servers; set ${wanted.en} (examples).`,
          }
        : {
            zh: `已设置 ${named.zh}，还缺少：${wanted.zh}（均为示例）。`,
            en: `${named.en} is set, and what is missing is ${wanted.en} (examples).`,
          };
    super({
      zh: `${said.zh}${isFolderToo ? '单机运行（数据文件夹）则请全部不设置。' : ''}`,
      en: `${said.en}${isFolderToo ? ' Set none of them to run on a data folder.' : ''}`,
    });
  }
}

/** A setting has a form that cannot be right. What it says is not repeated: it may hold a password. */
export class BadServer extends OperatorError {
  override readonly name = 'BadServer';
  constructor(name: string, example: string) {
    super({ zh: `${name} 无法识别：应形如 ${example}。`, en: `${name} cannot be read: it looks like ${example}` });
  }
}

/** Kafka would be asked by nobody, or by somebody without a password. */
export class HalfLogin extends OperatorError {
  override readonly name = 'HalfLogin';
  constructor() {
    super({
      zh: `${USERNAME} 与 ${PASSWORD} 须同时设置，或都不设置。`,
      en: `${USERNAME} and ${PASSWORD} are set together, or not at all`,
    });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
/** What is set to nothing is not set. */
const given = (environment: Environment, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

/** Whether the environment names servers: else the data are in a folder. @throws ServersMissing */
export function isDistributed(environment: Environment): boolean {
  if (given(environment, 'EVENTSTOREDB_URL') !== undefined) return true;
  const others = OF_SERVERS.filter((name) => given(environment, name) !== undefined);
  if (others.length > 0) throw new ServersMissing(others, ['EVENTSTOREDB_URL'], true);
  return false;
}

const DATA = ['EVENTSTOREDB_URL', 'MONGODB_URL', 'DOSSIER_MASTER_KEY'] as const;
const ALL = [...DATA, 'KAFKA_BROKERS'] as const;

/** What the api and the tool are told: they ask no Kafka. @throws ServersMissing, BadServer, CannotUse */
export function serversOfApi(environment: Environment): DataServers {
  mustHave(environment, DATA, true);
  return dataOf(environment);
}

/** Where `dossier move` brings a folder. @throws ServersMissing, BadServer, CannotUse */
export function serversOfMove(environment: Environment): DataServers {
  mustHave(environment, DATA, false);
  return dataOf(environment);
}

/** What a worker is told. @throws ServersMissing, BadServer, CannotUse */
export function serversOfWorker(environment: Environment): Servers {
  mustHave(environment, ALL, false);
  return { ...dataOf(environment), kafka: kafkaOf(environment) };
}

/** What the relay is told: the log and the topic, and no key to what is sealed in them. @throws ServersMissing, BadServer */
export function serversOfRelay(environment: Environment): Pick<Servers, 'eventStoreDb' | 'kafka'> {
  mustHave(environment, ['EVENTSTOREDB_URL', 'KAFKA_BROKERS'], false);
  return { eventStoreDb: valueOf(environment, 'EVENTSTOREDB_URL'), kafka: kafkaOf(environment) };
}

function dataOf(environment: Environment): DataServers {
  const mongoDb = valueOf(environment, 'MONGODB_URL');
  const masterKeyBefore = keyBeforeOf(environment);
  return {
    ...{ eventStoreDb: valueOf(environment, 'EVENTSTOREDB_URL'), mongoDb },
    vault: vaultOf(environment) ?? besides(mongoDb),
    masterKey: masterKeyOf(environment),
    ...(masterKeyBefore !== undefined && { masterKeyBefore }),
  };
}

function kafkaOf(environment: Environment): KafkaAddress {
  const [tls, username, password] = [TLS, USERNAME, PASSWORD].map((name) => given(environment, name));
  if (tls !== undefined && tls !== 'true') throw new BadServer(TLS, 'true');
  const brokers = valueOf(environment, 'KAFKA_BROKERS').split(',');
  const address = { brokers, tls: tls !== undefined };
  if (username === undefined && password === undefined) return address;
  if (username === undefined || password === undefined) throw new HalfLogin();
  return { ...address, login: { username, password } };
}

function mustHave(environment: Environment, names: readonly Name[], isFolderToo: boolean): void {
  const isGiven = (name: Name): boolean =>
    given(environment, name) !== undefined ||
    (name === 'DOSSIER_MASTER_KEY' && given(environment, KEY_FILE) !== undefined);
  const missing = names.filter((name) => !isGiven(name));
  if (missing.length === 0) return;
  const named = [...ALL, VAULT, KEY_FILE].filter((name) => given(environment, name) !== undefined);
  throw new ServersMissing(named, missing, isFolderToo);
}

function valueOf(environment: Environment, name: Name): string {
  const { example, form } = EXAMPLES[name];
  const value = given(environment, name) ?? '';
  if (!form.test(value)) throw new BadServer(name, example);
  return value;
}

function vaultOf(environment: Environment): string | undefined {
  const value = given(environment, VAULT);
  if (value !== undefined && !EXAMPLES.MONGODB_URL.form.test(value))
    throw new BadServer(VAULT, 'mongodb://localhost:27017/dossier-vault');
  return value;
}

function keyBeforeOf(environment: Environment): string | undefined {
  const value = given(environment, KEY_BEFORE);
  const { example, form } = EXAMPLES.DOSSIER_MASTER_KEY;
  if (value !== undefined && !form.test(value)) throw new BadServer(KEY_BEFORE, example);
  return value;
}

/** The environment's, or what a file holds that it names. */
function masterKeyOf(environment: Environment): string {
  const file = given(environment, KEY_FILE);
  if (given(environment, 'DOSSIER_MASTER_KEY') !== undefined || file === undefined)
    return valueOf(environment, 'DOSSIER_MASTER_KEY');
  const value = using(file, () => readFileSync(file, 'utf8')).trim();
  if (!EXAMPLES.DOSSIER_MASTER_KEY.form.test(value))
    throw new BadServer(`${KEY_FILE} (${file})`, '0123…def, 64 × 0-9 a-f');
  return value;
}

/** The same servers with a database beside the one that is named: `dossier-vault`, where none is. */
function besides(mongoDb: string): string {
  const [, hosts = '', database = '', query = ''] = /^([^:]+:\/\/[^/?]+)(?:\/([^?]*))?(\?.*)?$/.exec(mongoDb) ?? [];
  // who is known is looked up in the database that is named, unless told otherwise
  const isKnownThere = hosts.includes('@') && database !== '' && !/[?&]authSource=/i.test(query);
  const options = isKnownThere ? `${query === '' ? '?' : `${query}&`}authSource=${database}` : query;
  return `${hosts}/${database === '' ? 'dossier' : database}-vault${options}`;
}

/** The master key is to be replaced, and only one is named. */
export class KeyBeforeMissing extends OperatorError {
  override readonly name = 'KeyBeforeMissing';
  constructor() {
    super({
      zh: `请设置 ${KEY_BEFORE} 为迄今使用的主密钥，DOSSIER_MASTER_KEY 为新的主密钥。`,
      en: `set ${KEY_BEFORE} to the master key that was used until now, and DOSSIER_MASTER_KEY to the new one`,
    });
  }
}
