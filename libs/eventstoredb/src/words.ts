import type { Text } from '@dossier/kernel';

export const CLOSED: Text = { zh: '日志已关闭', en: 'the log is closed' };
export const unreachable = (error: unknown): Text => {
  // where gRPC has no note it says so on a line of its own
  const why = (error instanceof Error ? error.message : String(error)).replace(/\s*\. Resolution note: $/, '');
  return { zh: `EventStoreDB 没有答复：${why}`, en: `EventStoreDB does not answer: ${why}` };
};
