import type { FieldLabel } from '@dossier/fields';
import { codesInWords, type Label, type Terms, type Text } from '@dossier/kernel';
import type { Schema } from './schema';

/**
 * The label that a class gives a field with @Titled.
 * @throws Error for one without a title: an interface that says `top: top` tells nobody anything
 */
export function labelOf(of: string, field: string, { 'x-title': label }: Schema): FieldLabel {
  if (label === undefined) throw new Error(`${of}.${field} has no title; give it one with @Titled`);
  return label as FieldLabel;
}

/** The same in one text: its title, its codes in words, and what it means. */
export function describing({ title, help, unit }: Label, schema: Schema): Text {
  const { 'x-terms': terms } = { ...(schema['items'] as Schema | undefined), ...schema };
  const codes = terms === undefined ? undefined : codesInWords(terms as Terms);
  return {
    zh: [`${title.zh}${unit ? `（${unit.zh}）` : ''}`, codes?.zh, help?.zh].filter(Boolean).join('：'),
    en: [`${title.en}${unit ? ` (${unit.en})` : ''}`, codes?.en, help?.en].filter(Boolean).join(': '),
  };
}
