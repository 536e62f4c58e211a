import type { LogEnd } from '@dossier/event-store';
import { OperatorError, type Text } from '@dossier/kernel';
import { type Depth, faultsOf } from '@dossier/sqlite';
import type Database from 'better-sqlite3';
import { ORIGIN } from '../../read-model.port';
import { seenIn } from './bookkeeping';
import { Models } from './models';
import { looksForSpoiled } from './spoiled';
import { openForReading } from './views-file';

/** `views.db` is no file that read models could be in. */
class UselessViews extends OperatorError {
  override readonly name = 'UselessViews';
  constructor(state: 'corrupt' | 'foreign') {
    super(USELESS[state]);
  }
}
const USELESS = {
  corrupt: { zh: '它无法读取', en: 'it cannot be read' },
  foreign: { zh: '它不是读模型的文件', en: 'it is no file of read models' },
} satisfies Readonly<Record<string, Text>>;

/** Reads `views.db` for checks, and changes nothing. */
export class ViewsEvidence {
  private constructor(private readonly db: Database.Database) {}

  /** undefined where there is no file of this format. @throws Error where it is damaged, or of another program */
  static open(data: string): ViewsEvidence | undefined {
    const db = openForReading(data, (state) => {
      throw new UselessViews(state);
    });
    return db && new ViewsEvidence(db);
  }

  /** Name of the log that the read models follow. */
  log(): string | undefined {
    return this.db.prepare<[string], string>('SELECT lane FROM "@progress" WHERE model = ?').pluck().get(ORIGIN);
  }

  /** The last event they have folded; without hash where only progress is known. */
  seen(): LogEnd {
    const furthest = this.db
      .prepare<[string], number>('SELECT max(position) FROM "@progress" WHERE model <> ?')
      .pluck();
    const position = furthest.get(ORIGIN) ?? 0;
    const seen = seenIn(this.db);
    return seen && seen.position >= position ? seen : { position, hash: null };
  }

  /** Ids of the models that are there in part: the next start builds them anew. */
  torn(): readonly string[] {
    return this.atOneMoment(() => new Models(this.db).torn());
  }

  /** Documents that cannot be read or are missing, as `<model>/<key>`; see {@link looksForSpoiled}. */
  spoiled(): readonly string[] {
    return this.atOneMoment(() => looksForSpoiled(this.db).flatMap((look) => look()));
  }

  /** A server may work in the file meanwhile. */
  private atOneMoment<T>(look: () => T): T {
    return this.db.transaction(look)();
  }

  faults(depth: Depth): readonly string[] {
    return faultsOf(this.db, depth);
  }

  close(): void {
    this.db.close();
  }
}
