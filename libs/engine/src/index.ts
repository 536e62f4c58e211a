export * from './door';
export * from './refusals';
export * from './clock';
