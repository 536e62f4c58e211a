export * from './door';
export * from './refusals';
