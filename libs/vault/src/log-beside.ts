import { OperatorError } from '@dossier/kernel';

/** The log whose personal fields the vault opens. */
export interface LogBeside {
  readonly name: string;
  readonly isEmpty: boolean;
}

/** The log has events, but the vault with their keys is gone: a new one would make other keys for the same people. */
export class VaultMissing extends OperatorError {
  override readonly name = 'VaultMissing';
}
/** The vault belongs to a log that is gone: a new, empty log would hide that loss. */
export class LogMissing extends OperatorError {
  override readonly name = 'LogMissing';
}
/** Vault and log are of different installations. */
export class ForeignVault extends OperatorError {
  override readonly name = 'ForeignVault';
}
