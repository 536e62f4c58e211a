import { Counter, Gauge, type Registry as Prometheus } from 'prom-client';
import type { Figure } from '@dossier/engine';
import { inTime } from '@dossier/kernel';

/** Milliseconds that a figure may take: Prometheus gives up after ten seconds, and all figures would be missing. */
const LATE = 4_000;

/** What cannot be asked just now, or not in time, is left out: then the others are wanted most. */
export function register(figures: readonly Figure[], prometheus: Prometheus, late = LATE): void {
  for (const { name, help, label, values } of figures) {
    const settings = {
      ...{ name, help, labelNames: label === undefined ? [] : [label], registers: [prometheus] },
      async collect(this: Pick<Counter | Gauge, 'reset' | 'remove' | 'inc'>) {
        const found = await inTime(late, values).catch(() => ({}));
        this.reset();
        if (label === undefined) this.remove(); // else it would be 0 where it is not known
        for (const [of, value] of Object.entries(found)) this.inc(label === undefined ? {} : { [label]: of }, value);
      },
    };
    if (name.endsWith('_total')) new Counter(settings);
    else new Gauge(settings);
  }
}
