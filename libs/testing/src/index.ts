export { decisionSpec } from './decision-spec';
export * from './fake-clock';
export * from './history';
export * from './meaning-of';
export { projectionSpec } from './projection-spec';
export { reactorSpec } from './reactor-spec';
export * from './reads-of';
export { Story } from './story';
export { BEGINNING, type Envelope, stateOf, type Told, told, viewing, withPolicy } from './told';
