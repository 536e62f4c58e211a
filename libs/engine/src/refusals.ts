import { defineRefusals } from '@dossier/kernel';

/** Refusals that every command can get, in any context. */
export const commandRefusal = defineRefusals('command', {
  exists: {
    status: 409,
    zh: '{stream} 已存在，且内容不同（所给的 occurredAt、department 与 businessLine 也算内容）。',
    en: '{stream} exists already with other content; an occurredAt, department or businessLine that is given is content too.',
  },
  ended: {
    status: 409,
    zh: '{stream} 已存在，但已作废、取消、退回或撤回，未予登记。若指的就是它，请给出其 occurredAt；若是另一单据，请另给编号。',
    en: '{stream} exists, but was cancelled, reversed, withdrawn or retracted: nothing was recorded. Where you mean that one, give its occurredAt; another one needs an id of its own.',
  },
  conflict: {
    status: 409,
    zh: '{stream} 被他人连续修改，请重试。',
    en: '{stream} was changed by others again and again; please try again.',
  },
  stale: {
    status: 412,
    zh: '{stream} 的当前版本是 {actual}，与 If-Match 的 {expected} 不符。',
    en: '{stream} is at revision {actual}, not at {expected} as If-Match says.',
  },
  absent: {
    status: 412,
    zh: '{stream} 不存在，无法符合 If-Match。',
    en: '{stream} does not exist, so it has no revision that If-Match could mean.',
  },
  'key-reused': {
    status: 422,
    zh: '该 Idempotency-Key 已用于另一条内容不同的命令。',
    en: 'This Idempotency-Key was used for a command with other content.',
  },
  'in-flight': {
    status: 409,
    zh: '带有该 Idempotency-Key 的命令仍在处理中。',
    en: 'The command with this Idempotency-Key is still being worked on.',
  },
  future: {
    field: 'occurredAt',
    status: 422,
    zh: 'occurredAt {occurredAt} 晚于当前时间 5 分钟以上。',
    en: 'occurredAt {occurredAt} is more than 5 minutes in the future.',
  },
  'department-missing': {
    field: 'department',
    status: 422,
    zh: '请用 department 注明以哪个部门的名义登记。',
    en: 'Say for which department you speak (department).',
  },
  'too-large': {
    status: 413,
    zh: '该命令产生的事件为 {bytes} 字节，上限为 {limit} 字节。',
    en: 'The events of this command take {bytes} bytes; {limit} are allowed.',
  },
  'log-stopped': {
    status: 503,
    zh: '事件日志已停止写入：请检查磁盘后重启服务。',
    en: 'The event log has stopped writing: look at the disk, then restart the server.',
  },
});

export const readRefusal = defineRefusals('reads', {
  'not-yet': {
    status: 504,
    zh: '{model} 在 {waitMs} 毫秒内尚未处理到所给位置，请稍后再试。',
    en: '{model} has not reached that position within {waitMs} ms; please try again.',
  },
  behind: {
    status: 503,
    zh: '读模型“{title}”尚未处理到该记录的事件，可能正在重建；请稍后再试，进度见 projections 命令。',
    en: 'The read model “{title}” has not come to the events of this record yet; it may be built anew just now. Try again later; dossier projections shows how far it is.',
  },
  'foreign-position': {
    status: 400,
    zh: '位置 {position} 不属于此日志：请给出本服务回答中的位置，或不给位置，从头开始。',
    en: 'Position {position} is not one of this log: give one that this server has answered, or begin anew without any.',
  },
  'beyond-end': {
    status: 409,
    zh: '位置 {position} 超出此日志的末尾：日志可能已从较旧的备份恢复，请从头或从已知位置重新订阅。',
    en: 'Position {position} lies beyond the end of this log, which may have been restored from an older copy: subscribe anew, from the start or from a place you know.',
  },
  'no-such-figure': {
    status: 404,
    zh: '360° 视图中没有 {figure}。{meant}全部指标见 GET /catalogue。',
    en: 'The 360° view has no {figure}.{meant} All figures: GET /catalogue.',
  },
  'unknown-projection': {
    status: 404,
    zh: '没有名为 {name} 的读模型。{meant}全部读模型见 GET /projections。',
    en: 'There is no projection {name}.{meant} All of them: GET /projections.',
  },
  'unknown-dead-letter': {
    status: 404,
    zh: '没有编号为 {id} 的处理失败事件。',
    en: 'There is no dead letter {id}.',
  },
  'unknown-stream': { status: 404, zh: '没有名为 {stream} 的事件流。', en: 'There is no stream {stream}.' },
});

export const customerRefusal = defineRefusals('customers', {
  unknown: {
    status: 404,
    zh: '没有编号或外部编号为 {reference} 的客户。',
    en: 'No customer has the id or external id {reference}.',
  },
  ambiguous: {
    status: 409,
    zh: '外部编号 {reference} 属于多个来源：{candidates}；请写成“来源：编号”。',
    en: 'The external id {reference} belongs to several sources: {candidates}; write it as source:id.',
  },
});
