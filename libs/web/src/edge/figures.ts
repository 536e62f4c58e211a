import type { LogReader } from '@dossier/event-feed';
import type { Figure, Operations, ProjectionStatus } from '@dossier/engine';

type Projections = Pick<Operations, 'projections'>;

/** Of every program. @param reasons why it is not ready */
export const readyFigure = (reasons: () => readonly unknown[]): Figure => ({
  name: 'dossier_ready',
  help: '1 where /health/ready answers 200, else 0',
  values: () => Promise.resolve({ ready: reasons().length === 0 ? 1 : 0 }),
});

export const logPosition = (feed: Pick<LogReader, 'head'>): Figure => ({
  name: 'dossier_log_position',
  help: 'Position of the last event of the log; on servers positions count no events',
  values: async () => ({ log: await feed.head() }),
});

/** How far log and projections are. */
export function progressFigures(operations: Projections, feed: Pick<LogReader, 'head'>): readonly Figure[] {
  const { each } = shared(operations);
  return [
    logPosition(feed),
    {
      name: 'dossier_projection_position',
      help: 'Position up to which a projection has taken the log: behind dossier_log_position it lags',
      label: 'projection',
      values: each(({ position }) => position),
    },
    {
      name: 'dossier_dead_letters',
      help: 'Events that a projection could not take, and those that wait behind them',
      label: 'projection',
      values: each(({ parked }) => parked),
    },
  ];
}

/** What is not yet done, where one process takes the whole log and positions count its events: in a data folder. */
export function folderFigures(operations: Pick<Operations, 'projections' | 'refusedReactions'>): readonly Figure[] {
  const { ask, each } = shared(operations);
  return [
    {
      name: 'dossier_projection_lag_events',
      help: 'Events of the log that a projection has not seen',
      label: 'projection',
      values: each(({ lag }) => lag),
    },
    laneLag(async () => {
      const lags = (await ask()).map(({ lag }) => lag);
      return lags.length === 0 ? {} : { '*': Math.min(...lags) };
    }),
    refusedReactions(operations),
  ];
}

/** What whoever folds lanes has still to take. A projection that is rebuilt beside the others is behind by itself, not by its lane. */
export const laneLag = (values: Figure['values']): Figure => ({
  name: 'dossier_lane_lag_events',
  help: 'Events of a lane that no projection has seen, about: on servers never fewer than there are, and watermarks among them',
  label: 'lane',
  values,
});

export const refusedReactions = (operations: Pick<Operations, 'refusedReactions'>): Figure => ({
  name: 'dossier_refused_reactions',
  help: 'Reactions that a rule refused and that are tried again',
  values: () => Promise.resolve({ reactions: operations.refusedReactions.length }),
});

/** Whether what a process works on is well. */
export const wellFigure = (stores: () => Readonly<Record<string, boolean>>): Figure => ({
  name: 'dossier_store_well',
  help: '1 where log, read models (views), vault and topic take and answer what they are asked, 0 where one does not',
  label: 'store',
  values: () => Promise.resolve(Object.fromEntries(Object.entries(stores()).map(([name, is]) => [name, is ? 1 : 0]))),
});

/** Figures that are asked for at the same time share one question. */
function shared(operations: Projections) {
  let asked: Promise<readonly ProjectionStatus[]> | undefined;
  const ask = (): NonNullable<typeof asked> =>
    (asked ??= operations.projections().finally(() => {
      asked = undefined;
    }));
  const each =
    (value: (status: ProjectionStatus) => number): Figure['values'] =>
    async () =>
      Object.fromEntries((await ask()).map((status) => [status.name, value(status)]));
  return { ask, each };
}
