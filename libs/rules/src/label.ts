import type { FieldLabel } from '@dossier/fields';
import type { Label, Text } from '@dossier/kernel';
import type { Schema } from './schema';

/**
 * The label that a class gives a field with @Titled.
 * @throws Error for one without a title: an interface that says `top: top` tells nobody anything
 */
export function labelOf(of: string, field: string, { 'x-title': label }: Schema): FieldLabel {
  if (label === undefined) throw new Error(`${of}.${field} has no title; give it one with @Titled`);
  return label as FieldLabel;
}

/** The same in one text: its title, then what it means. */
export const describing = ({ title, help, unit }: Label): Text => ({
  zh: [`${title.zh}${unit ? `（${unit.zh}）` : ''}`, help?.zh].filter(Boolean).join('：'),
  en: [`${title.en}${unit ? ` (${unit.en})` : ''}`, help?.en].filter(Boolean).join(': '),
});
