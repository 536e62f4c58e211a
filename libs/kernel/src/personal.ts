/** Replaces a personal value whose owner's key was destroyed. */
export interface Erased {
  readonly erased: true;
}
export const ERASED: Erased = Object.freeze({ erased: true });
export const isErased = (value: unknown): value is Erased =>
  typeof value === 'object' && value !== null && (value as Partial<Erased>).erased === true;

/** A top-level field of an event's payload that is sealed in the log. */
export interface PersonalField {
  readonly field: string;
  /** The payload field that names the person whom the value is about; undefined: the subject of the event. */
  readonly owner: string | undefined;
  /** The payload field that says what the value is; undefined: the field itself says it. */
  readonly named: string | undefined;
}

const fieldsOf = new WeakMap<object, PersonalField[]>();

/**
 * Marks a payload field as personal: it is sealed with the key of its owner, and its type must be `T | Erased`.
 * @param owner name of the payload field that holds the owner's id; left out, the owner is the event's subject.
 * @param named name of the payload field that says what the value is, where one event type carries many kinds of values
 */
export const Personal =
  (owner?: string, named?: string): PropertyDecorator =>
  (prototype, field) => {
    fieldsOf.set(prototype, [...(fieldsOf.get(prototype) ?? []), { field: String(field), owner, named }]);
  };

/** Includes fields of parent classes: without them these would be logged unsealed. */
export const personalFields = ({ prototype }: { readonly prototype: object }): readonly PersonalField[] => {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return [...(parent === null ? [] : personalFields({ prototype: parent })), ...(fieldsOf.get(prototype) ?? [])];
};

/** The name by which a policy shows a personal field: `sales.reason`, `customers.legalName`. */
export const personalName = (
  type: string,
  { field, named }: PersonalField,
  data: Readonly<Record<string, unknown>>,
): string => `${type.slice(0, type.indexOf('.'))}.${named === undefined ? field : String(data[named])}`;
