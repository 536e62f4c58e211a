import type { Text } from './text';

/** Dossier cannot start or go on, and the operator can fix it: says how, in their words. */
export abstract class OperatorError extends Error {
  constructor(readonly words: Text) {
    super(words.en);
  }
}
