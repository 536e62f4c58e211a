export { commandRules } from './commands/command-rules';
export { serveControl, controlSocket, type Control } from './edge/control';
export { Edge, type EdgeOptions, principalOf } from './edge/edge';
export { KeyRing, type KeyRequest, type ShownKey } from './edge/key-ring';
export { isLoopback } from './edge/gate';
export { type Log, failedSteps, openLog } from './edge/log';
export { Problem, type ProblemDocument } from './edge/problem';
export { TITLES } from './edge/problems';
export { type Route, RouteBook } from './edge/route-book';
export { type AnswerDoc, type Operation, type Parameter, type Served, Serves } from './edge/served';
export { createWebApp, PREFIX } from './web-app';
// for routes that are more than one command or one read model
export { bodyOf } from './edge/body';
export { invalid } from './edge/problem';
export { preferred } from './reads/negotiation';
export { Parameters } from './reads/parameters';
export { documentedRoutes } from './documented';
