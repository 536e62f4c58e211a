import { errorStack, errorWords } from '@dossier/kernel';
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Explained } from './problem';
import { Rarely } from './rarely';

export type Log = Logger;

/**
 * Structured logs on stderr: stdout is for results. Never log bodies, headers, query strings, keys, personal data.
 * @param level `trace` to `fatal`, or `silent`
 */
export const openLog = (level = 'info', to: DestinationStream = pino.destination({ fd: 2, sync: true })): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, to);

/**
 * Logs a failed request: unforeseen errors with all details; errors that stop the platform from answering as one line a
 * minute without stack.
 */
export function logFailure(log: Log, rarely: Rarely, request: string, explained: Told, error: unknown): void {
  if (explained.unforeseen) log.error({ request, stack: errorStack(error) }, 'a request failed');
  else if (explained.status === 503 && explained.code !== 'server/draining' && rarely.due(explained.code))
    log.warn({ code: explained.code, request, error: errorWords(error) }, 'requests are refused');
}
/** Logs once that the server stops before all was answered. */
export function logCutOff(log: Log, rarely: Rarely): void {
  if (rarely.due('server/cut-off')) log.warn({}, 'the server stops; what was still asked was cut off');
}
/** Logs steps that fail and are tried again: each failure once a minute. */
export function failedSteps(log: Log): (error: unknown) => void {
  const rarely = new Rarely();
  return (error) => {
    if (rarely.due(errorWords(error))) log.error({ error: errorWords(error) }, 'a step failed');
  };
}

type Told = Pick<Explained, 'code' | 'status' | 'unforeseen'>;

/** Nest's own messages; those of the start are at debug level. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Log) {}
  log(message: unknown, context?: string): void {
    this.log_.debug({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.log_.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.log_.trace({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.log_.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.log_.error({ context, stack }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    this.log_.fatal({ context }, String(message));
  }
}
