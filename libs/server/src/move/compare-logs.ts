import { isDeepStrictEqual } from 'node:util';
import { type PartitionAudit, verifyLog } from '@dossier/engine';
import { type Batch, LogReader } from '@dossier/event-feed';
import type { LogEnd, Stored } from '@dossier/event-store';
import type { LogIntake } from '@dossier/event-store/eventstoredb';
import { OperatorError, type Text } from '@dossier/kernel';
import type { Source } from './source';

/** What is there is not what was moved. */
export class NotTheSame extends OperatorError {
  override readonly name = 'NotTheSame';
  constructor({ zh, en }: Text) {
    super({
      zh: `迁移后的内容与数据文件夹不一致：${zh}。迁移未完成，数据文件夹没有改动：请清空目标，再次迁移。`,
      en: `what was moved is not what is in the folder: ${en}. The move is not finished, and the folder is as it was: empty the destination and move again`,
    });
  }
}

/** Claims that are written and read again at once. */
const AT_ONCE = 32;

type Claim = ReturnType<Source['log']['claims']> extends IterableIterator<infer C> ? C : never;

/** Where what the source names by its positions is in the other log. */
export interface Compared {
  readonly end: LogEnd;
  /** The position there of the last event up to each of the positions that were asked for. */
  readonly places: ReadonlyMap<number, number>;
}

/** Gives what another reader gives, once it was looked at. */
class Watched extends LogReader {
  constructor(
    private readonly inner: LogReader,
    private readonly look: (events: readonly Stored[]) => Promise<void>,
  ) {
    super();
  }
  override async read(...asked: Parameters<LogReader['read']>): Promise<Batch> {
    const batch = await this.inner.read(...asked);
    await this.look(batch.events);
    return batch;
  }
  override head(): Promise<number> {
    return this.inner.head();
  }
  override newer(...asked: Parameters<LogReader['newer']>): Promise<void> {
    return this.inner.newer(...asked);
  }
  override at(positions: readonly number[]): Promise<readonly Stored[]> {
    return this.inner.at(positions);
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Reads the other log from its beginning, compares each event with that of the source, and computes every hash anew. On
 * the way the answers to claims are kept there, which name places that only now are known, and read again.
 * @param asked positions of the source
 * @throws NotTheSame
 */
export async function compareLogs(
  source: Source,
  there: { readonly feed: LogReader; readonly log: Pick<LogIntake, 'settle'> },
  asked: Iterable<number>,
  onProgress: (events: number) => void,
): Promise<Compared> {
  const claims = source.log.claims();
  try {
    return await compared(
      source,
      there,
      claims,
      [...new Set(asked)].sort((a, b) => a - b),
      onProgress,
    );
  } finally {
    claims.return?.(); // else its database cannot be closed
  }
}

async function compared(
  source: Source,
  there: { readonly feed: LogReader; readonly log: Pick<LogIntake, 'settle'> },
  claims: Iterator<Claim>,
  asked: number[],
  onProgress: (events: number) => void,
): Promise<Compared> {
  let claim = claims.next();
  let settled = 0;
  let end: LogEnd & { readonly here: number } = { position: 0, hash: null, here: 0 };
  const places = new Map<number, number>();
  const due: (Claim & { readonly place: number })[] = [];
  const settle = async (): Promise<void> => {
    settled += due.length;
    await Promise.all(due.splice(0).map((each) => keep(each, there.log)));
  };
  const reach = async (here: number, place: number): Promise<void> => {
    for (; claim.done !== true && claim.value.answer.position <= here; claim = claims.next()) {
      due.push({ ...claim.value, place });
      if (due.length === AT_ONCE) await settle();
    }
    while (asked[0] !== undefined && asked[0] <= here) places.set(asked.shift() ?? 0, place);
  };
  await reach(0, 0);
  const look = async (events: readonly Stored[]): Promise<void> => {
    const ours = await take(source.feed, end.here, events.length);
    for (const [i, event] of events.entries()) {
      const own = ours[i];
      if (!own) throw new NotTheSame(MORE(event));
      if (!isDeepStrictEqual({ ...event, position: 0 }, { ...own, position: 0 }))
        throw new NotTheSame(OTHER(own, event));
      end = { position: event.position, hash: event.hash, here: own.position };
      await reach(own.position, event.position);
    }
    onProgress(end.here);
  };
  const { broken, partitions, damage } = await verifyLog(new Watched(there.feed, look));
  await settle();
  if (end.here < source.holds.events) throw new NotTheSame(FEWER(end.here, source.holds.events));
  if (broken || damage || !isDeepStrictEqual(withoutPlaces(partitions), withoutPlaces(source.partitions)))
    throw new NotTheSame(CHAINS);
  if (claim.done !== true || settled !== source.holds.claims)
    throw new NotTheSame(CLAIMS(settled, source.holds.claims));
  return { end: { position: end.position, hash: end.hash }, places };
}

/** The next events of the source, as many as are wanted if there are. */
async function take(feed: LogReader, after: number, count: number): Promise<readonly Stored[]> {
  const taken: Stored[] = [];
  while (taken.length < count) {
    const { events } = await feed.read(taken.at(-1)?.position ?? after, count - taken.length);
    if (events.length === 0) break;
    taken.push(...events);
  }
  return taken;
}

async function keep({ key, fingerprint, answer, place }: Claim & { place: number }, log: Pick<LogIntake, 'settle'>) {
  const there = { ...answer, position: place };
  const kept = await log.settle({ key, fingerprint }, there);
  if (!isDeepStrictEqual(kept, { fingerprint, answer: there })) throw new NotTheSame(CLAIM(answer.stream));
}

const withoutPlaces = (partitions: readonly PartitionAudit[]): readonly object[] =>
  partitions.map(({ partition, count, digest }) => ({ partition, count, digest }));

const at = ({ stream, revision }: Stored): Text => ({
  zh: `${stream} 的版本 ${revision}`,
  en: `revision ${revision} of ${stream}`,
});
const OTHER = (own: Stored, found: Stored): Text => ({
  zh: `第 ${own.position} 个事件（${at(own).zh}）处，在 EventStoreDB 中是另一内容（${at(found).zh}）`,
  en: `in the place of event ${own.position} (${at(own).en}) EventStoreDB has another one (${at(found).en})`,
});
const MORE = (found: Stored): Text => ({
  zh: `EventStoreDB 中有文件夹里没有的事件（${at(found).zh}）：有其他进程在其中写入`,
  en: `EventStoreDB has an event that the folder does not have (${at(found).en}): somebody else writes there`,
});
const FEWER = (found: number, of: number): Text => ({
  zh: `EventStoreDB 中只有 ${of} 个事件中的 ${found} 个`,
  en: `EventStoreDB has ${found} of ${of} events`,
});
const CHAINS: Text = {
  zh: 'EventStoreDB 中的哈希链与文件夹中的不同',
  en: 'the hash chains in EventStoreDB are not those of the folder',
};
const CLAIMS = (kept: number, of: number): Text => ({
  zh: `${of} 个幂等答复与名称中只保存了 ${kept} 个`,
  en: `of ${of} answers and names ${kept} are kept`,
});
const CLAIM = (stream: string): Text => ({
  zh: `关于 ${stream} 的一个幂等答复或名称，在 EventStoreDB 中已有另一内容`,
  en: `an answer or name of ${stream} is another one in EventStoreDB`,
});
