import { type Holding, holdingsOf } from '@dossier/mongodb';
import { connect } from './connection';

/** What the database of the read models holds. @throws ReadModelsUnreachable */
export async function held(url: string): Promise<readonly Holding[]> {
  const connection = await connect(url, {});
  return connection.ask(holdingsOf).finally(() => connection.close());
}
