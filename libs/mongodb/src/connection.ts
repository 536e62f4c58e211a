import { type Db, MongoClient } from 'mongodb';
import type { Text } from '@dossier/kernel';
import { EndingConnection } from './ending-connection';
import type { Limits } from './limits';
import { troubleOf } from './trouble';

export interface Purpose<L extends Limits> {
  readonly limits: L;
  /** Database where the connection string names none. */
  readonly database: string;
  /** Why a connection that was closed does nothing more. */
  readonly closed: Text;
  /** What to throw: the outcome is not known, so it is asked for again. */
  readonly unreachable: (why: Text, cause: unknown) => Error;
}

/** A client and its database. */
export class Connection<L extends Limits = Limits> {
  private isClosed = false;
  private isGivingUp = false;
  private failed: Text | undefined;
  /** Each call under way: begins the last of its time. */
  private readonly underWay = new Set<() => void>();

  private constructor(
    private readonly client: MongoClient,
    readonly db: Db,
    private readonly purpose: Purpose<L>,
  ) {}

  /**
   * @param url connection string; it may name several servers, and the database
   * @throws what `unreachable` makes
   */
  static async open<L extends Limits>(url: string, purpose: Purpose<L>): Promise<Connection<L>> {
    const { serverSelectionTimeoutMS, connectTimeoutMS, socketTimeoutMS, waitQueueTimeoutMS, wtimeoutMS } =
      purpose.limits;
    try {
      const client = new MongoClient(url, {
        ...{ serverSelectionTimeoutMS, connectTimeoutMS, socketTimeoutMS, waitQueueTimeoutMS },
        writeConcern: { w: 'majority', wtimeoutMS },
        readConcernLevel: 'majority', // what a failover takes back was never there
        readPreference: 'primary',
        appName: 'dossier',
        ...{ connectionType: EndingConnection },
      });
      await client.connect();
      return new Connection(client, client.db(isNamed(url) ? undefined : purpose.database), purpose);
    } catch (error) {
      const { path, message } = error as NodeJS.ErrnoException;
      // of a file with certificates that the connection string names
      if (path !== undefined) throw purpose.unreachable({ zh: message, en: message }, error);
      throw thrown(error, purpose);
    }
  }

  get limits(): L {
    return this.purpose.limits;
  }
  /** Options of reads. */
  get reads(): { readonly maxTimeMS: number } {
    return { maxTimeMS: this.limits.maxTimeMS };
  }

  /** Why the last call failed; undefined: it did not. */
  get trouble(): Text | undefined {
    return this.isClosed ? this.purpose.closed : this.failed;
  }

  /** @throws what `unreachable` makes where the driver fails */
  async ask<T>(work: (db: Db) => Promise<T>): Promise<T> {
    if (this.isClosed) throw this.purpose.unreachable(this.purpose.closed, undefined);
    try {
      const answer = await this.answered(work(this.db));
      this.failed = undefined;
      return answer;
    } catch (error) {
      this.failed = troubleOf(error);
      throw thrown(error, this.purpose);
    }
  }

  /** The process is stopping: a call that is not answered soon is not waited for. */
  giveUp(): void {
    this.isGivingUp = true;
    for (const endSoon of this.underWay) endSoon();
  }

  private answered<T>(working: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let endSoon = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      const end = (): void => reject(this.purpose.unreachable(STOPPING, undefined));
      endSoon = () => void (timer ??= setTimeout(end, this.limits.farewell));
    });
    this.underWay.add(endSoon);
    if (this.isGivingUp) endSoon();
    return Promise.race([working, ended]).finally(() => {
      clearTimeout(timer);
      this.underWay.delete(endSoon);
    });
  }

  /** A server that stands still is not waited for: the driver says goodbye to it, each time on a connection that is to be made. */
  async close(): Promise<void> {
    this.isClosed = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.limits.farewell)));
    const closing = this.client.close();
    await (this.isGivingUp ? Promise.race([closing, late]) : closing).finally(() => clearTimeout(timer));
    closing.catch(() => undefined);
  }
}

function thrown(error: unknown, { unreachable }: Purpose<Limits>): unknown {
  const why = troubleOf(error);
  return why ? unreachable(why, error) : error;
}

const STOPPING: Text = { zh: '进程正在停止，不再等待答复', en: 'the process is stopping and waits no longer' };

/** Whether a connection string names a database. */
const isNamed = (url: string): boolean => /^[^:]+:\/\/[^/?]*\/[^?]/.test(url);
