import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * Structured logs on stderr: stdout is for results. Never given: bodies, headers, query strings, keys, personal data.
 * @param level `trace` to `fatal`, or `silent`
 */
export const openLog = (level = 'info', to: DestinationStream = pino.destination({ fd: 2, sync: true })): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, to);

/** What Nest says of itself; its start-up chatter is for those who debug. */
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
