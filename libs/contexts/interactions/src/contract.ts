export {
  InteractionCorrected,
  InteractionMoved,
  InteractionRecorded,
  InteractionRetracted,
} from './interaction.events';
export { promiseEvents } from './promise.events';
export * from './terms';
