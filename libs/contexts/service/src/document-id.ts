import { documentIdOf } from '@dossier/fields';
import { serviceRefusal } from './service.refusals';

export const idRefuses = serviceRefusal.some('id-needed', 'personal-id');

/**
 * The id of a request or complaint: the chosen one, else its number if that can be an id.
 * @throws Refusal `service/id-needed`, `service/personal-id`
 */
export function documentId(field: 'requestId' | 'complaintId', chosen: string | undefined, number: string): string {
  const id = documentIdOf(chosen, number);
  if (id !== undefined) return id;
  throw chosen === undefined
    ? serviceRefusal('id-needed', { number })
    : serviceRefusal('personal-id', { id: chosen }).of(field);
}
