import type { Batch, LogReader } from '@dossier/event-feed';
import { Waiters } from '@dossier/kernel';
import { followPolicies } from './follow-policies';

/** A log of which only the types of its events matter. */
class Log implements Pick<LogReader, 'read' | 'newer'> {
  readonly asked: unknown[] = [];
  fails = 0;
  private readonly types: string[] = [];
  private readonly waiters = new Waiters();

  append(type: string): void {
    this.types.push(type);
    this.waiters.wake();
  }
  async newer(than: number, signal: AbortSignal): Promise<void> {
    while (this.types.length <= than && !signal.aborted) await this.waiters.next(signal);
  }
  read(after: number, _limit: number, selection: object = {}): Promise<Batch> {
    this.asked.push(selection);
    if (this.fails-- > 0) return Promise.reject(new Error('no answer'));
    const events = this.types.slice(after).filter((type) => type === 'policies.PolicyPublished');
    return Promise.resolve({ events: events as never, upTo: this.types.length });
  }
}

it('reads the policies again when one was published, and not for anything else, through failures', async () => {
  const log = new Log();
  const failures: unknown[] = [];
  let read = (): void => undefined;
  let [reads, next] = [0, new Promise<void>((resolve) => (read = resolve))];
  const known: number[] = [];
  const policies = {
    isKnown: (upTo: number) => void known.push(upTo),
    read: () => {
      reads += 1;
      read();
      next = new Promise<void>((resolve) => (read = resolve));
      return Promise.resolve();
    },
  };
  const following = followPolicies({ feed: log, policies, from: 0, onFailure: (error) => failures.push(error) });
  let told = next;
  log.append('sales.OrderPlaced');
  log.append('policies.PolicyPublished');
  await told;
  told = next;
  log.fails = 1;
  log.append('policies.PolicyPublished');
  await told;
  following.close();
  expect(known.slice(0, 2)).toEqual([0, 2]);
  expect([reads, failures.length]).toEqual([2, 1]);
  expect(log.asked).toContainEqual({ types: ['policies.PolicyPublished'] });
});
