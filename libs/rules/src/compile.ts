import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020';
import { isCurrency, PERSONAL } from '@dossier/fields';
import { type Class, departmentCode } from '@dossier/kernel';
import { type FieldError, fieldErrors } from './field-errors';
import { type Schema, schemaOf } from './schema';
import { toInstant } from './to-instant';

/** Rules of a body, compiled once. */
export interface Rules {
  /** With references into `#/$defs/`. */
  readonly schema: Schema;
  readonly definitions: ReadonlyMap<string, Schema>;
  /**
   * Empty when the value keeps the rules. The value is then in its final form: times in UTC, departments by their
   * codes, optional fields that were null left out.
   * @param nodes how many values it has in all: of a large one only the first fault is told
   * @param renamed gets each department that stood there by another name than its code
   */
  check(value: unknown, nodes?: number, renamed?: Renamed[]): readonly FieldError[];
}

/** A department that is written by its code now. */
export interface Renamed {
  readonly holder: Record<string | number, unknown>;
  readonly field: string | number;
  /** By which it was called. */
  readonly name: string;
}
/** Of the check that runs: keywords are told nothing of who checks. */
let renaming: Renamed[] | undefined;

export interface RuleChanges {
  /** Fields that may be missing though the class asks for them. */
  readonly optional?: readonly string[];
  /** Fields beside those of the class, none of them needed. */
  readonly beside?: Readonly<Record<string, Schema>>;
}

const REFERENCES = '#/$defs/';
/** Above this many values a body that breaks the rules gets its first fault only: a list of a million would not help. */
const SMALL = 20_000;

/**
 * Compiles the rules of a class into one function. class-validator states the rules; ajv enforces them, because it is
 * some thirty times as fast (604,000 bodies a second against 17,000 of an order with five lines), and a body of two
 * thousand rows would hold up everybody for 0.2 s. Both give the same verdict (a property test compares them), but
 * for what class-validator lets pass and no decision could take, and what no schema can say:
 * - null among nested objects, a list where one nested object is asked for, a nested object that is missing: refused;
 * - a day without a time, a time without offset or before 1900: refused, the door asks for RFC 3339;
 * - lengths count Unicode code points, as JSON Schema does; class-validator does not count variation selectors.
 */
export function compileRules(type: Class<object>, { optional = [], beside = {} }: RuleChanges = {}): Rules {
  const { name, all } = schemaOf(type, REFERENCES);
  const own = all.get(name) as { readonly properties: Record<string, Schema>; readonly required?: readonly string[] };
  const clash = Object.keys(beside).find((field) => field in own.properties);
  if (clash !== undefined) throw new Error(`${type.name}.${clash} is a field that every command has`);
  const required = (own.required ?? []).filter((field) => !optional.includes(field));
  const schema: Schema = {
    ...own,
    properties: { ...own.properties, ...beside },
    required,
    $defs: Object.fromEntries(all),
  };
  let first: ValidateFunction | undefined;
  let every: ValidateFunction | undefined;
  return {
    schema,
    definitions: all,
    check(value, nodes = 0, renamed) {
      first ??= quick.compile(schema);
      renaming = renamed;
      const isKept = first(value);
      renaming = undefined;
      if (isKept) return [];
      if (nodes > SMALL) return fieldErrors(first.errors ?? []);
      every ??= thorough.compile(schema);
      every(value);
      return fieldErrors(every.errors ?? first.errors ?? []);
    },
  };
}

/** Understands what {@link Schema} says beyond JSON Schema. */
export function ajv(allErrors: boolean): Ajv2020 {
  // JSON Schema's own schema takes longer to compile than all of ours: they are judged by it in registered.spec
  const unjudged = { meta: false, validateSchema: false };
  const strict = { strict: true, strictRequired: false };
  const made = new Ajv2020({ allErrors, messages: false, verbose: true, ...strict, ...unjudged });
  made.addFormat('date-time', true); // judged by x-instant
  made.addKeyword({
    keyword: 'x-instant',
    type: 'string',
    modifying: true,
    errors: false,
    validate: (_schema: unknown, text: string, _parent: unknown, at?: Place) => {
      const utc = toInstant(text);
      if (utc === undefined || at === undefined) return false;
      at.parentData[at.parentDataProperty] = utc;
      return true;
    },
  });
  made.addKeyword({
    keyword: 'x-department',
    type: 'string',
    modifying: true,
    errors: false,
    validate: (_schema: unknown, text: string, _parent: unknown, at?: Place) => {
      const code = departmentCode(text);
      if (at === undefined || code === text) return true;
      renaming?.push({ holder: at.parentData, field: at.parentDataProperty, name: text });
      at.parentData[at.parentDataProperty] = code;
      return true;
    },
  });
  made.addKeyword({ keyword: 'x-words', schemaType: 'object' }); // read by who tells of faults
  for (const keyword of ['x-terms', 'x-title']) made.addKeyword({ keyword, schemaType: 'object' });
  made.addKeyword({ keyword: 'x-clear', schemaType: 'boolean' });
  made.addKeyword({
    keyword: 'x-impersonal',
    type: 'string',
    errors: false,
    validate: (of: keyof typeof PERSONAL, text: string) => !PERSONAL[of](text),
  });
  made.addKeyword({
    keyword: 'x-currency',
    type: 'string',
    errors: false,
    validate: (_schema: unknown, text: string) => isCurrency(text),
  });
  made.addKeyword({
    keyword: 'x-max-decimal-places',
    type: 'number',
    errors: false,
    validate: (most: number, value: number) => decimalPlaces(value) <= most,
  });
  made.addKeyword({
    keyword: 'x-null-is-absent',
    type: 'object',
    modifying: true,
    before: 'properties',
    errors: false,
    compile: (_schema: unknown, parent: AnySchemaObject) => {
      const { properties, required = [] } = parent as {
        readonly properties: Record<string, unknown>;
        readonly required?: readonly string[];
      };
      const optional = Object.keys(properties).filter((field) => !required.includes(field));
      return (data: Record<string, unknown>) => {
        for (const field of optional) if (data[field] === null) Reflect.deleteProperty(data, field);
        return true;
      };
    },
  });
  return made;
}
interface Place {
  readonly parentData: Record<string | number, unknown>;
  readonly parentDataProperty: string | number;
}
const quick = ajv(false);
const thorough = ajv(true);

/** Digits behind the point of the shortest decimal that is this number. */
function decimalPlaces(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent));
}
