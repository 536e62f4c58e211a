import type { Text } from './text';

/** What keeps Dossier from starting or going on and the operator can mend: says so in words for them. */
export abstract class OperatorError extends Error {
  constructor(readonly words: Text) {
    super(words.en);
  }
}
