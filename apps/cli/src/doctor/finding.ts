import type { Text } from '@dossier/kernel';
import type { Details } from '../failure';

/** `poor`: works, but somebody should look; `bad`: does not work, or loses something soon. */
export type State = 'well' | 'poor' | 'bad';

/** What one look found. */
export interface Finding {
  readonly check: string;
  readonly state: State;
  readonly text: Text;
  readonly details?: Details;
}
