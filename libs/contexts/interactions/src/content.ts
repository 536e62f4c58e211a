import { isErased } from '@dossier/kernel';
import type { InteractionContent } from './interaction.events';

const NAMES: readonly (keyof InteractionContent)[] = [
  ...(['kind', 'channel', 'direction', 'sentiment', 'subject', 'minutes'] as const),
  ...(['participants', 'staff', 'needs'] as const),
];

/** What is said of an interaction, of a command or an event that says more than that. */
export const contentIn = <C extends Partial<InteractionContent>>(of: C): Pick<C, keyof InteractionContent & keyof C> =>
  Object.fromEntries(
    NAMES.map((name) => [name, of[name]] as const).filter(([, value]) => value !== undefined),
  ) as object as Pick<C, keyof InteractionContent & keyof C>;

/** What of it can be said again: what was erased is gone. */
export const contentLeft = (content: InteractionContent): InteractionContent =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => !isErased(value))) as object as InteractionContent;
