import {
  MongoClientClosedError,
  MongoCompatibilityError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { codeOf, type Text } from '@dossier/kernel';

const BROKEN: Text = { zh: '连接中断，结果未知', en: 'the connection broke, so the outcome is not known' };

/** Each kind of error of the driver, the first that fits. One that fits none is told in its own words. */
const KINDS: readonly (readonly [fits: (error: MongoError) => boolean, why: Text])[] = [
  [
    is(MongoClientClosedError, MongoNotConnectedError, MongoTopologyClosedError),
    { zh: '连接已关闭', en: 'the connection is closed' },
  ],
  // what is wrong with a certificate the driver says best
  [
    (error) => is(MongoServerSelectionError)(error) && !/certificate/.test(error.message),
    { zh: '没有可用的服务器', en: 'no server can be reached' },
  ],
  [is(MongoNetworkError), BROKEN],
  [({ name }) => name === 'MongoWaitQueueTimeoutError', { zh: '所有连接都忙', en: 'all connections are busy' }],
  [is(MongoParseError), { zh: '连接字符串无法识别', en: 'the connection string cannot be read' }],
  [is(MongoCompatibilityError), { zh: '服务器版本不受支持', en: 'the server is of a version that is not supported' }],
  [has(13, 18, 8000), { zh: '用户名、密码或权限不对', en: 'user, password or rights do not suffice' }],
  [has(50, 262), { zh: '超过了时限', en: 'it took too long' }],
  [has(64, 79, 100), { zh: '多数副本没有确认', en: 'most of the replica set did not acknowledge it' }],
  [has(91, 189, 10107, 11600, 11602, 13435, 13436), { zh: '主节点正在更换', en: 'the primary is being replaced' }],
  [has(14031), { zh: '磁盘已满', en: 'its disk is full' }],
  [has(67), { zh: '索引太多', en: 'there are too many indexes' }],
  [has(43), { zh: '查询结果已不在', en: 'the result is gone' }],
  [has(11000), { zh: '另一进程同时写入了', en: 'another process wrote at the same moment' }],
];

function is(...classes: readonly (new (...args: never[]) => MongoError)[]): (error: MongoError) => boolean {
  return (error) => classes.some((each) => error instanceof each);
}
function has(...codes: readonly number[]): (error: MongoError) => boolean {
  return ({ code }) => codes.includes(Number(code));
}

/**
 * What an error of the driver means: each is a reason to try again, also one that is not known, for some servers answer so
 * while they lack their own database. So is what the system says of a connection, which the driver passes on as it is: "This
 * socket has been ended by the other party". undefined: it is neither.
 */
export function troubleOf(error: unknown): Text | undefined {
  const why = error instanceof MongoError ? told(error) : isOfConnection(error) ? BROKEN : undefined;
  return why && { zh: `MongoDB 没有完成请求：${why.zh}`, en: `MongoDB did not do what was asked: ${why.en}` };
}
function told(error: MongoError): Text {
  const { message } = error;
  const [, why = { zh: message, en: message }] = KINDS.find(([fits]) => fits(error)) ?? [];
  return why;
}

/** `EPIPE`, `ECONNRESET`, `ENOTFOUND`; with a path it is of a file that a connection string names. */
const isOfConnection = (error: unknown): boolean =>
  /^E[A-Z]+$/.test(codeOf(error) ?? '') && (error as { readonly path?: unknown }).path === undefined;

/** Whether a write failed because its key is there, and for nothing else. */
export function isThere(error: unknown): boolean {
  if (!(error instanceof MongoError) || error.code !== 11000) return false;
  const { writeErrors, result } = error as MongoError & {
    /** Of many writes at once. */
    readonly writeErrors?: unknown;
    readonly result?: { getWriteConcernError?(): unknown };
  };
  const others = Array.isArray(writeErrors) && writeErrors.some(({ code }: { code: unknown }) => code !== 11000);
  return !others && result?.getWriteConcernError?.() === undefined;
}
