import type { Label, Text } from '@dossier/kernel';
import { ValidateBy } from 'class-validator';

/** What a person is told of a field: of a command, a policy, or a parameter of a query. */
export interface FieldLabel extends Label {
  /** How it is to be read, where its rules do not say so: a text that is an amount of money, a number of percent. */
  readonly kind?: 'customer' | 'department' | 'money' | 'percent' | 'days';
}

/** Names a field in both languages. It is a rule that everything keeps, so that it stands where all others are read. */
export const Titled = (title: Text, more: Omit<FieldLabel, 'title'> = {}): PropertyDecorator =>
  ValidateBy({ name: 'titled', validator: { validate: () => true } }, { context: { title, ...more } });
