import { type Checked, type Engine, type Fault, HistoryClock, verifyLog } from '@dossier/engine';
import { OperatorError, type Text } from '@dossier/kernel';
import { damagedRows, EVENTS, READ_MODELS } from '../damaged-rows';
import { Opened } from '../opened';
import { ofTheWalk } from '../walk-faults';
import { cannotReach } from './cannot-reach';
import { connect, type Deployment, type DistributedOptions, lostEnd, serverFigures, wired } from './deployment';
import { openFolding } from './folding';

/** A history is recorded under its own clock where nobody else works on the data: in a folder. */
export class OnlyInFolder extends OperatorError {
  override readonly name = 'OnlyInFolder';
  constructor() {
    super({
      zh: '按历史时间登记只能写入本工具自行打开的数据文件夹：请用 --data 指定，或用 --url 连接服务器。',
      en: 'a history is recorded in the course of time only in a data folder that this tool opens: name one with --data, or a server with --url',
    });
  }
}

const NOT_LOOKED_AT: Text = {
  zh: '未检查读模型与保险库的内容：它们由 MongoDB 自行校验',
  en: 'what is in read models and vault was not looked at: MongoDB looks after that',
};

/**
 * Opens the distributed profile for whoever asks and commands: read models are kept by workers.
 * @throws CannotReach and the like, with words for the operator
 */
export async function openDistributed(options: DistributedOptions): Promise<Engine> {
  if (options.clock instanceof HistoryClock) throw new OnlyInFolder();
  const opened = new Opened();
  try {
    const deployment = await connect(opened, options);
    const { vault, zone, accessLog, reader, codec, pulse } = deployment;
    const folding = await openFolding(opened, deployment, options.servers);
    const engine = await wired(opened, deployment, folding);
    return {
      ...engine,
      ...{ vault, zone, accessLog },
      data: undefined,
      troubles: () => [...pulse.troubles(), ...folding.troubles()],
      figures: serverFigures(deployment),
      degraded: () => [...damagedRows(reader.damaged, READ_MODELS), ...damagedRows(codec.damaged, EVENTS)],
      check: (...how) => check(deployment, ...how),
      stopWaiting: () => opened.stopWaiting(),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close().catch(options.onFailure ?? (() => undefined));
    throw cannotReach(error);
  }
}

/** The log against itself and against what the vault has seen of it. */
async function check(
  deployment: Pick<Deployment, 'vault' | 'feed'>,
  ...[depth, onProgress = () => undefined, signal]: Parameters<Engine['check']>
): Promise<Checked> {
  const lost = await lostEnd(deployment);
  const faults: Fault[] = lost ? [{ code: 'log/cut', words: lost.words }] : [];
  const rest = { accepted: [], isBegun: true, notLookedAt: NOT_LOOKED_AT };
  if (depth === 'quick') return { faults, ...rest };
  const { damage, ...verified } = await verifyLog(deployment.feed, (events) => {
    signal?.throwIfAborted();
    onProgress(events, events); // how many there are is not known: positions do not count them
  });
  const walked = { ...verified, gap: null };
  if (damage) faults.push({ code: 'log/damaged', words: damage.words });
  return { walked, faults: [...faults, ...ofTheWalk(walked)], ...rest };
}
