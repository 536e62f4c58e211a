import type { Socket } from 'node:net';
import { onceForEach } from '@dossier/kernel';

/** What can be kept waiting. */
export interface Stoppable {
  stop(): void;
  goOn(): void;
}

/** Who keep a connection from being read: nobody reads on while one of them does, as Node would behind each answer. */
class Hold {
  private readonly by = new Set<object>();
  constructor(private readonly socket: Socket) {
    socket.on('resume', () => {
      if (this.by.size > 0) socket.pause();
    });
  }
  take(who: object): void {
    this.by.add(who);
    this.socket.pause();
  }
  give(who: object): void {
    if (this.by.delete(who) && this.by.size === 0) this.socket.resume();
  }
}
export const holdOf = onceForEach((socket: Socket) => new Hold(socket));

/** Those that are read at once, but after one that takes much of a round: a thousand may be there. */
export class InTurn {
  private readonly open = new Set<Stoppable>();
  private readonly waiting = new Set<Stoppable>();
  /** Whose turn it is, though others take much meanwhile. */
  private turn: Stoppable | undefined;
  /** Takes back that the next one is read; undefined: all are. */
  private takeBack: (() => void) | undefined;
  private isResting = false;

  /** @param restMs milliseconds of rest of all after such a one */
  constructor(private readonly restMs: number) {}

  came(one: Stoppable): void {
    if (this.takeBack === undefined) this.open.add(one);
    else this.wait(one);
  }
  goOn(one: Stoppable): void {
    if (this.open.has(one)) one.goOn();
  }
  left(one: Stoppable): void {
    this.open.delete(one);
    this.waiting.delete(one);
  }

  /**
   * All wait, and are read again one in a round, after a rest.
   * @param by it takes much of a round
   */
  crowd(by: Stoppable): void {
    for (const one of this.open) if (one === by || one !== this.turn) this.wait(one);
    if (this.isResting) return;
    this.isResting = true;
    this.takeBack?.();
    const rest = setTimeout(() => this.next(), this.restMs).unref();
    this.takeBack = () => clearTimeout(rest);
  }

  private wait(one: Stoppable): void {
    one.stop();
    this.open.delete(one);
    this.waiting.add(one);
  }

  private next(): void {
    this.isResting = false;
    this.takeBack = undefined;
    const [one] = this.waiting;
    this.turn = one;
    if (one === undefined) return;
    this.waiting.delete(one);
    this.open.add(one);
    one.goOn();
    this.inNextRound(() => this.inNextRound(() => this.next())); // what it brings comes between two of them
  }
  private inNextRound(work: () => void): void {
    const round = setImmediate(work);
    this.takeBack = () => clearImmediate(round);
  }
}
