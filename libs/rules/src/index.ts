export { ajv, compileRules, type Renamed, type Rules } from './compile';
export { eventSchema, schemaId } from './event-schema';
export { escaped, type FieldError, fieldErrors } from './field-errors';
export { published, type Schema, inlineSchema } from './schema';
export { sentenceOf } from './sentence';
export { toInstant } from './to-instant';
export * from './label';
