export { serveControl, controlSocket } from './edge/control';
export { Edge, type EdgeOptions, principalOf } from './edge/edge';
export { isLocal } from './edge/gate';
export { failedSteps, openLog } from './edge/log';
export { Problem } from './edge/problem';
export { TITLES } from './edge/problems';
export type { Route } from './edge/route-book';
export { type AnswerDoc, type Operation, type Parameter, Serves } from './edge/served';
export { sendShared, sendWritten, written } from './edge/written';
export { createWebApp } from './web-app';
export { PREFIX } from './prefix';
// for hand-written routes
export { bodyOf } from './edge/body';
export { invalid } from './edge/problem';
export { preferred } from './reads/negotiation';
export { Parameters } from './reads/parameters';
export { documentedRoutes } from './documented';
