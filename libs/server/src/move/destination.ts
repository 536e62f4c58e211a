import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { LogIntake, type MoveRecord } from '@dossier/event-store/eventstoredb';
import { counted, enumerated, type Noun, OperatorError, type Text } from '@dossier/kernel';
import { held } from '@dossier/read-model/mongodb';
import { VaultIntake } from '@dossier/vault/mongodb';
import { readable } from '../distributed/cannot-reach';
import type { DataServers } from '../distributed/servers';
import type { Opened } from '../opened';
import type { Source } from './source';

export interface Destination {
  readonly log: LogIntake;
  readonly feed: EventStoreDbLogReader;
  readonly vault: VaultIntake;
}
/** How a destination was found. */
export interface Found {
  /** Position in the source of the last event that is there; 0: none is. */
  readonly upTo: number;
  /** Whether the same move was begun before. */
  readonly isBegun: boolean;
  /** What is there and is not of this move. */
  readonly inTheWay: readonly Text[];
}

/** There is something else where a company is to be moved. Nothing was changed. */
export class NotEmpty extends OperatorError {
  override readonly name = 'NotEmpty';
  constructor(readonly inTheWay: readonly Text[]) {
    super({
      zh: `目标并非空的，未做任何改动：${inTheWay.map(({ zh }) => zh).join('；')}。请改用空的 EventStoreDB 与空的数据库，或先清空它们。`,
      en: `the destination is not empty, and nothing was changed: ${inTheWay.map(({ en }) => en).join('; ')}. Name an EventStoreDB and databases that are empty, or empty them first`,
    });
  }
}

/** Connects, and writes nothing. @throws BadServer, BadMasterKey, LogUnreachable, VaultUnreachable */
export async function openDestination(
  opened: Opened,
  { eventStoreDb, vault, masterKey }: DataServers,
): Promise<Destination> {
  return {
    log: opened.add(readable(() => new LogIntake(eventStoreDb))),
    feed: opened.add(readable(() => new EventStoreDbLogReader(eventStoreDb))),
    vault: opened.add(await VaultIntake.open(vault, masterKey)),
  };
}

/** Looks at what is there. @throws WrongMasterKey where the same move was begun with another one */
export async function lookAt(there: Destination, { mongoDb }: DataServers, source: Source): Promise<Found> {
  const record = await there.log.record();
  const isBegun = record?.from === source.log.name() && record.finished === null;
  const inTheWay: Text[] = [];
  let upTo = 0;
  const [last] = await there.feed.at([await there.feed.head()]);
  if (record && !isBegun)
    inTheWay.push(record.finished === null ? OTHER_MOVE(record) : MOVED(record, record.from === source.log.name()));
  else if (last) {
    const here = isBegun ? source.log.find(last.stream, last.revision) : undefined;
    if (here?.hash === last.hash) upTo = here.position;
    else inTheWay.push(EVENTS(last));
  }
  const views = await held(mongoDb);
  if (views.length > 0) inTheWay.push(DOCUMENTS('MONGODB_URL', views));
  const vault = await there.vault.holdings();
  const isOfThisMove = isBegun && (await there.vault.mayTake(source.vault.secret()));
  if (vault.length > 0 && !isOfThisMove) inTheWay.push(DOCUMENTS('DOSSIER_VAULT_URL', vault));
  return { upTo, isBegun, inTheWay };
}

const EVENTS = ({ type, stream, recordedAt }: { type: string; stream: string; recordedAt: string }): Text => ({
  zh: `EventStoreDB（EVENTSTOREDB_URL）中已有事件，最后一个是 ${stream} 的 ${type}，登记于 ${recordedAt}`,
  en: `EventStoreDB (EVENTSTOREDB_URL) has events, the last of which is ${type} of ${stream}, recorded at ${recordedAt}`,
});
const MOVED = ({ from, finished }: MoveRecord, isOurs: boolean): Text => ({
  zh: `日志 ${from} 已迁入此处的 EventStoreDB（EVENTSTOREDB_URL），于 ${String(finished)} 完成${isOurs ? '，即本文件夹的日志：已无需再迁移' : ''}`,
  en: `the log ${from} was moved into this EventStoreDB (EVENTSTOREDB_URL), finished at ${String(finished)}${isOurs ? ', and it is that of this folder: nothing is left to do' : ''}`,
});
const OTHER_MOVE = ({ from, begun }: MoveRecord): Text => ({
  zh: `另一日志 ${from} 正在迁入此处的 EventStoreDB（EVENTSTOREDB_URL），始于 ${begun}，尚未完成`,
  en: `another log, ${from}, is being moved into this EventStoreDB (EVENTSTOREDB_URL) since ${begun}, and that is not finished`,
});
const DOCUMENT: Noun = { zh: '个文档', one: 'document', other: 'documents' };
function DOCUMENTS(setting: string, all: Awaited<ReturnType<typeof held>>): Text {
  const some = all.slice(0, 5).map(({ collection, documents }) => [collection, counted(documents, DOCUMENT)] as const);
  const more = all.length > some.length ? ' …' : '';
  return {
    zh: `MongoDB（${setting}）中已有：${enumerated(some.map(([name, { zh }]) => `${name}（${zh}）`)).zh}${more}`,
    en: `MongoDB (${setting}) has ${enumerated(some.map(([name, { en }]) => `${name} (${en})`)).en}${more}`,
  };
}
