import type { Fault } from '@dossier/engine';
import type { Text } from '@dossier/kernel';

/** Nobody reads on behind it, as where a reader meets it. */
const STOPS = 'log/damaged';

const isElsewhere = ({ code }: Fault): boolean => !code.startsWith('views/');

/** Faults of the last checks, for whoever asks how the platform is; a whole one that finds nothing ends them all. */
export class LastFound {
  private whole: readonly Fault[] = [];
  private quick: readonly Fault[] = [];

  /** A quick look says nothing of what only a whole one sees; a whole one sees all that a quick one does. */
  note(depth: 'quick' | 'whole', faults: readonly Fault[]): void {
    this.quick = depth === 'quick' ? faults : [];
    if (depth === 'whole') this.whole = faults;
  }

  /** Read models were rebuilt, and with them all that were damaged. */
  viewsMended(): void {
    this.quick = this.quick.filter(isElsewhere);
    this.whole = this.whole.filter(isElsewhere);
  }

  get inLog(): Text | undefined {
    return this.all.find(({ code }) => code === STOPS)?.words;
  }

  get elsewhere(): readonly Text[] {
    return this.all.filter(({ code }) => code !== STOPS).map(({ words }) => words);
  }

  /** What both tell is told once. */
  private get all(): readonly Fault[] {
    const added = this.quick.filter(({ code }) => this.whole.every((known) => known.code !== code));
    return [...this.whole, ...added];
  }
}
