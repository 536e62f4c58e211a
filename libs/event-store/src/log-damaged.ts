import { codeOf, OperatorError } from '@dossier/kernel';

/** A page of the log cannot be read: its events are lost here. */
export class LogDamaged extends OperatorError {
  override readonly name = 'LogDamaged';
  /** @param near position of the first unreadable event; undefined where it is unknown */
  constructor(readonly near: number | undefined) {
    super(
      near === undefined
        ? {
            zh: '事件日志已损坏：请从备份恢复 events.db。',
            en: 'the log is damaged: restore events.db from your backup',
          }
        : {
            zh: `事件日志在第 ${near} 个事件附近损坏：请从备份恢复 events.db。`,
            en: `the log is damaged near event ${near}: restore events.db from your backup`,
          },
    );
  }
}

/**
 * The error for a failed read of the log: LogDamaged where a page of the file is broken, else the error itself.
 * @param candidates positions that were to be read, in order
 * @param read the event at a position; undefined, or a throw, where it cannot be read
 */
export function damageOf(
  error: unknown,
  candidates: () => Iterable<number>,
  read: (position: number) => unknown,
): unknown {
  if (!isOfThePages(error)) return error;
  try {
    for (const position of candidates()) if (!isReadable(position, read)) return new LogDamaged(position);
  } catch {
    // even the list of events cannot be read
  }
  return new LogDamaged(undefined);
}

function isReadable(position: number, read: (position: number) => unknown): boolean {
  try {
    return read(position) !== undefined;
  } catch {
    return false;
  }
}

// by code: a driver loaded twice has two error classes
const isOfThePages = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR_(SHORT_)?READ)/.test(codeOf(error) ?? '');
