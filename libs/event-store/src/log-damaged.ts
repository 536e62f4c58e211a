import { codeOf, OperatorError } from '@dossier/kernel';

/** A page of the log cannot be read: what stands on it is lost here, and nothing else says so. */
export class LogDamaged extends OperatorError {
  override readonly name = 'LogDamaged';
  /** @param near position of the first event that cannot be read; undefined where that cannot be told */
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
 * What a failed read of the log is to its caller: LogDamaged where a page of the file is broken, else the error itself.
 * @param candidates positions that were to be read, in order
 * @param read reads the event at a position; throws where it cannot
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
    // not even which events there are can be read
  }
  return new LogDamaged(undefined);
}

function isReadable(position: number, read: (position: number) => unknown): boolean {
  try {
    read(position);
    return true;
  } catch {
    return false;
  }
}

// by its code: where the driver was loaded twice, an error of the one is no instance of the other's class
const isOfThePages = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR_(SHORT_)?READ)/.test(codeOf(error) ?? '');
