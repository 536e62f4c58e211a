import type { LogReader } from '@dossier/event-feed';
import { appendSize, LARGEST_APPEND, type Stored } from '@dossier/event-store';
import type { LogIntake } from '@dossier/event-store/eventstoredb';

/** Events read at once. */
const PIECE = 1_000;
/** Events of one append, at most. */
const TOGETHER = 200;

/**
 * Writes events in their order: those of one stream that follow on each other in one append, one append after the other,
 * for the server keeps no order among appends that are under way at once.
 * @param after position in the source
 */
export async function copyEvents(
  source: LogReader,
  intake: Pick<LogIntake, 'append'>,
  after: number,
  onProgress: (upTo: number) => void,
): Promise<void> {
  let group: Stored[] = [];
  const write = async (): Promise<void> => {
    const [first, ...rest] = group;
    group = [];
    if (!first) return;
    await intake.append([first, ...rest]);
    onProgress(rest.at(-1)?.position ?? first.position);
  };
  for (;;) {
    const { events, upTo } = await source.read(after, PIECE);
    for (const event of events) {
      if (!mayJoin(group, event)) await write();
      group.push(event);
    }
    if (events.length === 0) break;
    after = upTo;
  }
  await write();
}

const mayJoin = (group: readonly Stored[], event: Stored): boolean =>
  group.length < TOGETHER && group[0]?.stream === event.stream && appendSize([...group, event]) <= LARGEST_APPEND;
