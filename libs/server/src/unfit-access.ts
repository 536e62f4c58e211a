import type { Access, Unfit } from '@dossier/vault';

/** Told in full, for it is kept nowhere else; access records hold no personal data. */
export class UnfitAccess extends Error {
  override readonly name = 'UnfitAccess';
  constructor(access: Access, { message }: Unfit) {
    super(`an access record could not be kept: ${message}: ${JSON.stringify(access)}`);
  }
}
