import type { AggregateOptions } from 'mongodb';
import type { Text } from '@dossier/kernel';
import { Connection as OfMongoDb } from '@dossier/mongodb';
import { PIECE } from '../../asked';
import { ReadModelsUnreachable } from '../../read-model.port';
import { type Limits, LIMITS } from './limits';

export type Connection = OfMongoDb<Limits>;

/**
 * @param url connection string; the database is `dossier` where it names none
 * @throws ReadModelsUnreachable
 */
export const connect = (url: string, limits: Partial<Limits>): Promise<Connection> =>
  OfMongoDb.open(url, {
    ...{ database: 'dossier', closed: CLOSED, limits: { ...LIMITS, ...limits } },
    unreachable: (why, cause) => new ReadModelsUnreachable(why, cause),
  });

export const aggregatesOf = ({ reads }: Connection): AggregateOptions => ({
  ...reads,
  ...{ allowDiskUse: true, batchSize: PIECE.rows },
});

const CLOSED: Text = { zh: '读模型已关闭', en: 'the read models are closed' };
/** What a step was computed from is no longer what readers see. */
export const SWITCHED: Text = {
  zh: '另一进程清空或替换了读模型，请重试',
  en: 'another process emptied or replaced read models; try again',
};
