import { LogUnreachable } from '@dossier/event-store';
import { OperatorError, type Text } from '@dossier/kernel';
import { VaultUnreachable } from '@dossier/vault';
import { BadServer, EXAMPLES } from './servers';

/** A server that a setting names cannot be used just now. */
export class CannotReach extends OperatorError {
  override readonly name = 'CannotReach';
  constructor(setting: string, { zh, en }: Text) {
    super({
      zh: `${setting}：${zh}。请检查该设置与服务器。`,
      en: `${setting}: ${en}; look at the setting and the server`,
    });
  }
}

/** Opens what a setting names. @throws CannotReach */
export const reaching = <T>(setting: string, open: () => Promise<T>): Promise<T> =>
  open().catch((error: unknown) => {
    const why = whyOf(error);
    throw why ? new CannotReach(setting, why) : error;
  });

function whyOf(error: unknown): Text | undefined {
  if (error instanceof LogUnreachable || error instanceof VaultUnreachable) return error.why;
  const isUnreachable = error instanceof OperatorError && /^(ReadModels|Journal)Unreachable$/.test(error.name);
  return isUnreachable ? error.words : undefined;
}

/** Makes a client of EventStoreDB, which quotes a connection string that it cannot read, password and all. @throws BadServer */
export function readable<T>(make: () => T): T {
  try {
    return make();
  } catch {
    throw new BadServer('EVENTSTOREDB_URL', EXAMPLES.EVENTSTOREDB_URL.example);
  }
}
