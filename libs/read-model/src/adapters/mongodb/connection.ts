import { type AggregateOptions, type Db, MongoClient } from 'mongodb';
import { PIECE } from '../../asked';
import { ReadModelsUnreachable } from '../../read-model.port';
import { type Limits, LIMITS } from './limits';
import { CLOSED, troubleOf } from './trouble';

/** A client and its database. */
export class Connection {
  private closed = false;

  private constructor(
    private readonly client: MongoClient,
    readonly db: Db,
    readonly limits: Limits,
  ) {}

  /**
   * @param url connection string; it may name several servers, and the database
   * @throws ReadModelsUnreachable
   */
  static async open(url: string, given: Partial<Limits>): Promise<Connection> {
    const limits = { ...LIMITS, ...given };
    const { serverSelectionTimeoutMS, connectTimeoutMS, socketTimeoutMS, waitQueueTimeoutMS, wtimeoutMS } = limits;
    try {
      const client = new MongoClient(url, {
        ...{ serverSelectionTimeoutMS, connectTimeoutMS, socketTimeoutMS, waitQueueTimeoutMS },
        writeConcern: { w: 'majority', wtimeoutMS },
        readConcernLevel: 'majority', // progress that a failover takes back would lose events
        readPreference: 'primary',
        appName: 'dossier',
      });
      await client.connect();
      return new Connection(client, client.db(isNamed(url) ? undefined : 'dossier'), limits);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  /** Options of reads. */
  get reads(): { readonly maxTimeMS: number } {
    return { maxTimeMS: this.limits.maxTimeMS };
  }
  get aggregates(): AggregateOptions {
    return { ...this.reads, allowDiskUse: true, batchSize: PIECE.rows };
  }

  /** @throws ReadModelsUnreachable where the driver fails */
  async ask<T>(work: (db: Db) => Promise<T>): Promise<T> {
    if (this.closed) throw new ReadModelsUnreachable(CLOSED);
    try {
      return await work(this.db);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client.close();
  }
}

/** Whether a connection string names a database. */
const isNamed = (url: string): boolean => /^[^:]+:\/\/[^/?]*\/[^?]/.test(url);
