import { idIn, type Key } from '@dossier/kernel';
import { interaction } from './interaction';

/** One document for each promise: the last dot stands before its number. */
export const byPromise: Key = ({ stream }, data) =>
  `${idIn(interaction, stream)}.${(data as { readonly promise: number }).promise}`;
