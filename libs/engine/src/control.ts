import type { Codec, Decoded, Stored } from '@dossier/event-store';
import type { LogReader } from '@dossier/event-feed';
import { PolicyPublished } from '@dossier/foundation';
import { type Link, OperatorError } from '@dossier/kernel';
import { FoldFailed, Unreadable } from './fold';
import { decodedOf, decodeEach, type Delivered } from './journal';
import type { Registry } from './registry';

/** Events read at once. */
const BATCH = 2_000;

/** A link, and the position of its event. */
export interface Linked {
  readonly link: Link;
  readonly position: number;
}
/** A published policy. */
interface Published {
  readonly name: string;
  readonly event: Stored;
}
/** What concerns all lanes, between two places of the log. */
export interface Passed {
  readonly linked: readonly Linked[];
  readonly published: readonly Published[];
}

/** Lanes gave events that the log, asked for what concerns all of them, does not reach yet. */
export class ControlBehind extends OperatorError {
  override readonly name = 'ControlBehind';
  constructor(reached: number, wanted: number) {
    super({
      zh: `日志读到第 ${reached} 位便没有更多内容，而分道已到第 ${wanted} 位；稍后重试`,
      en: `the log ends at ${reached} for its reader, and lanes are at ${wanted} already; it is tried again`,
    });
  }
}

/** @throws Unreadable: a link that is skipped would be lost forever (P6) */
export function passedIn({ links }: Registry, batch: readonly Delivered[]): Passed {
  const [linked, published]: [Linked[], Published[]] = [[], []];
  for (const delivered of batch) {
    const { stored, decoded } = delivered;
    const def = links.get(stored.type);
    if (def) linked.push({ link: read(delivered, def.link), position: stored.position });
    else if (stored.type === PolicyPublished.type) published.push({ name: nameIn(decoded), event: stored });
  }
  return { linked, published };
}
/** What cannot be read is told by whoever reads its policy. */
const nameIn = (decoded: Decoded | undefined): string =>
  decoded ? (decoded.data as { readonly name: string }).name : '';
function read(delivered: Delivered, link: (data: never) => Link): Link {
  try {
    return link(decodedOf(delivered).data as never);
  } catch (error) {
    throw new Unreadable(error instanceof FoldFailed ? error : new FoldFailed(delivered.stored, error));
  }
}

/** Follows the links and policies of the whole log, for lanes that hold only a part of it. */
export class Control {
  private readonly types: readonly string[];
  private linked: readonly Linked[] = [];
  private published: readonly Published[] = [];

  /** @param followed what is behind this place is read */
  constructor(
    private readonly registry: Registry,
    private readonly log: LogReader,
    private readonly codec: Codec,
    private followed: number,
  ) {
    this.types = [PolicyPublished.type, ...registry.links.keys()];
  }

  /** How far it is. */
  get upTo(): number {
    return this.followed;
  }

  /**
   * Reads on to a position at least.
   * @param found gets what is new, piece by piece; it is read again where that fails
   * @throws Unreadable, ControlBehind
   */
  async follow(to: number, found: (passed: Passed) => Promise<void>): Promise<void> {
    while (this.followed < to) {
      const { events, upTo } = await this.log.read(this.followed, BATCH, { types: this.types });
      if (upTo <= this.followed) throw new ControlBehind(this.followed, to);
      const passed = passedIn(this.registry, await decodeEach(this.codec, events));
      await found(passed);
      this.linked = [...this.linked, ...passed.linked];
      this.published = [...this.published, ...passed.published];
      this.followed = upTo;
    }
  }

  between(after: number, upTo: number): Passed {
    const isIn = (position: number): boolean => position > after && position <= upTo;
    return {
      linked: this.linked.filter(({ position }) => isIn(position)),
      published: this.published.filter(({ event }) => isIn(event.position)),
    };
  }

  /** What all lanes have passed is not asked for again. */
  forget(upTo: number): void {
    this.linked = this.linked.filter(({ position }) => position > upTo);
    this.published = this.published.filter(({ event }) => event.position > upTo);
  }
}
