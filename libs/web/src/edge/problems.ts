import type { Text } from '@dossier/kernel';

export interface ProblemKind extends Text {
  readonly status: number;
}

/** Problems of the web layer itself; contexts and engine declare their own refusals. */
export const PROBLEMS = {
  'request/malformed': { status: 400, zh: '请求无法解析。', en: 'The request cannot be understood.' },
  'request/bad-url': {
    status: 400,
    zh: '网址编码有误：汉字等非 ASCII 字符须编码（curl 可用 --get --data-urlencode），% 后必须是有效的 UTF-8 字节。',
    en: 'The URL is not encoded rightly: letters beyond ASCII are encoded (curl does it with --get --data-urlencode), and what follows % must be bytes of UTF-8.',
  },
  'request/not-utf8': { status: 400, zh: '内容不是有效的 UTF-8。', en: 'The content is not UTF-8.' },
  'request/not-json': {
    status: 400,
    zh: '内容不是有效的 JSON：第 {line} 行第 {column} 列有误。',
    en: 'The content is not JSON: see line {line}, column {column}.',
  },
  'request/not-an-object': { status: 400, zh: '内容应为一个 JSON 对象。', en: 'The content must be one JSON object.' },
  'request/invalid': {
    status: 400,
    zh: '{count} 处不符合要求，详见 errors。',
    en: 'Some of it is not as it should be ({count}); see errors.',
  },
  'request/bad-header': {
    status: 400,
    zh: '请求头 {header} 应为：{expected}。',
    en: 'Header {header} must be {expected}.',
  },
  'request/unknown-route': { status: 404, zh: '此处没有内容；接口文档见 /docs。', en: 'Nothing is here; see /docs.' },
  'request/wrong-method': {
    status: 405,
    zh: '此处不能用 {method}；可用的方法：{allowed}。',
    en: '{method} cannot be used here; methods that can: {allowed}.',
  },
  'request/not-acceptable': {
    status: 406,
    zh: '无法以所要求的格式回答；可用：{offered}。',
    en: 'No answer in the format asked for; {offered} can be had.',
  },
  'request/timeout': { status: 408, zh: '请求传送超时。', en: 'The request took too long to arrive.' },
  'request/too-large': {
    status: 413,
    zh: '内容超过 {limit} 字节的上限。',
    en: 'The content is larger than {limit} bytes.',
  },
  'request/url-too-long': { status: 414, zh: '网址过长。', en: 'The URL is too long.' },
  'request/unsupported-type': {
    status: 415,
    zh: '内容类型应为 {expected}。',
    en: 'The content type must be {expected}.',
  },
  'request/wrong-host': {
    status: 421,
    zh: '本机服务只接受发往 localhost 的请求。',
    en: 'This server of one machine answers to localhost only.',
  },
  'request/headers-too-large': { status: 431, zh: '请求头过大。', en: 'The headers are too large.' },
  'auth/missing': {
    status: 401,
    zh: '请在请求头中提供密钥：Authorization: Bearer <key>。',
    en: 'Send a key: Authorization: Bearer <key>.',
  },
  'auth/unknown-key': {
    status: 401,
    zh: '密钥无效、已过期或已吊销。',
    en: 'The key is unknown, expired or revoked.',
  },
  'auth/forbidden': {
    status: 403,
    zh: '角色 {role} 无权执行此操作；需要：{by}。',
    en: 'Role {role} may not do this; {by} may.',
  },
  'auth/sealed-field': {
    status: 403,
    zh: '{field} 含有对您的角色加密封存的个人信息（{sealed}），不能用于筛选、排序或搜索；可由政策 personal-data 开放。',
    en: '{field} holds personal data that is sealed for your role ({sealed}): it cannot be filtered, sorted or searched by. The policy personal-data may open it.',
  },
  'auth/foreign-department': {
    status: 403,
    zh: '此密钥无权以该部门（{department}）名义登记；可用部门：{departments}。',
    en: 'This key may not speak for department {department}; it may for {departments}.',
  },
  'auth/backfill': {
    status: 403,
    zh: '密钥 {key} 未获准补录历史（backfill），因为规则不会拒绝历史；请使用 admin 密钥，或请管理员把该密钥编号列入政策 history 的 keys。',
    en: 'Key {key} may not bring in history (backfill), which rules do not refuse: use a key of an admin, or let an admin name this key under keys in the policy history.',
  },
  'auth/too-many-failures': {
    status: 429,
    zh: '无效密钥尝试过多，请在 {seconds} 秒后再试。',
    en: 'Too many wrong keys; try again in {seconds} s.',
  },
  'rate/exceeded': {
    status: 429,
    zh: '请求过于频繁，请在 {seconds} 秒后再试。',
    en: 'Too many requests; try again in {seconds} s.',
  },
  'audit/full': {
    status: 503,
    zh: '等待写入的访问记录过多；保险库恢复写入之前，不再接受命令。',
    en: 'Too many access records wait to be written, so no command is taken until the vault can be written again.',
  },
  'audit/unavailable': {
    status: 503,
    zh: '访问记录暂时无法写入，因此不能读取个人数据。',
    en: 'Reads cannot be recorded at the moment, so personal data is not read.',
  },
  'request/no-room': {
    status: 503,
    zh: '正在接收的内容已有 {bytes} 字节，其中此密钥 {own} 字节，暂无余量；请稍后再试。',
    en: 'Bodies of {bytes} bytes are under way, {own} of them of this key; there is no room for this one. Try again later.',
  },
  'connections/too-many': {
    status: 503,
    zh: '此密钥已有 {own} 个连接，且都在等待答复；请稍后再试，或让多个请求共用一个连接。',
    en: 'This key has {own} connections, and all of them wait for answers. Try again later, or let requests share a connection.',
  },
  'answers/too-many': {
    status: 503,
    zh: '{what}正在进行 {running} 个（最多 {most} 个），其中此密钥 {own} 个（最多 {each} 个）；请稍后再试。',
    en: 'Running now, {what}: {running} (at most {most}), {own} of them of this key (at most {each}). Try again later.',
  },
  'answers/unread': {
    status: 503,
    zh: '{whose}还有 {bytes} 字节未被接收；{what}。',
    en: '{whose} wait unread ({bytes} bytes); {what}.',
  },
  'reads/busy': {
    status: 503,
    zh: '正在回答 {running} 个读取请求，此密钥占 {own} 个；等待 {seconds} 秒仍未轮到，请稍后再试。',
    en: 'Reads being answered: {running}, {own} of them of this key; this one had no turn within {seconds} s. Try again later.',
  },
  'reads/long': {
    status: 503,
    zh: '此读取已运行 {seconds} 秒，而供长时间读取的 {most} 个位置已满（此密钥最多 {each} 个）。请缩小范围，或稍后再试。',
    en: 'This read has run for {seconds} s, and the {most} places for long ones are taken, or {each} of them by this key. Ask for less, or try again later.',
  },
  'vault/stopped': {
    status: 503,
    zh: '保险库无法写入：请检查磁盘后重启服务。',
    en: 'The vault cannot be written: look at the disk, then restart the server.',
  },
  'vault/unreachable': {
    status: 503,
    zh: '保险库没有答复，所求是否已生效尚不可知。请稍后重试：已生效的不会重复生效。',
    en: 'The vault does not answer; whether what was asked is done is not known. Try again later: what is done is not done twice.',
  },
  'vault/key-missing': {
    status: 503,
    zh: '保险库缺少打开这些个人数据的密钥：请恢复较新的 vault.db；详见 verify 命令。',
    en: 'The vault lacks a key that opens this personal data: restore a newer vault.db; see dossier verify.',
  },
  'vault/key-damaged': {
    status: 503,
    zh: '保险库中打开这些个人数据的密钥已损坏：请从备份恢复 vault.db；详见 verify 命令。',
    en: 'The key in the vault that opens this personal data is damaged: restore vault.db from your backup; see dossier verify.',
  },
  'log/damaged': {
    status: 503,
    zh: '事件日志已损坏：请从备份恢复 events.db。',
    en: 'The log is damaged: restore events.db from your backup.',
  },
  'log/unreachable': {
    status: 503,
    zh: '事件日志没有答复，是否已写入尚不可知。请用同一 Idempotency-Key 再次发送：已写入的不会重复写入。',
    en: 'The log does not answer; whether it was written is not known. Send it again with the same Idempotency-Key: what was written is not written twice.',
  },
  'log/event-unreadable': {
    status: 503,
    zh: '所需的一个事件无法读取（已损坏，或由更新的版本写入）；详见 verify 命令。',
    en: 'An event that is needed cannot be read (damaged, or written by a newer release); see dossier verify.',
  },
  'views/damaged': {
    status: 503,
    zh: '读模型已损坏：请用 rebuild 命令由日志重建。',
    en: 'The read models are damaged: build them anew from the log with dossier rebuild.',
  },
  'views/stopped': {
    status: 503,
    zh: '读模型无法写入：请检查磁盘；恢复后会自动继续。',
    en: 'The read models cannot be written: look at the disk; once that is mended they go on by themselves.',
  },
  'views/unreachable': {
    status: 503,
    zh: '读模型的服务器没有完成请求；请稍后再试。',
    en: 'The server of the read models did not do what was asked: try again later.',
  },
  'views/halted': {
    status: 503,
    zh: '读模型已停止更新；原因见 /health/ready。',
    en: 'The read model is not kept up; /health/ready says why.',
  },
  'request/gone': { status: 499, zh: '请求方已断开。', en: 'Whoever asked has gone.' },
  'server/draining': { status: 503, zh: '服务正在停止。', en: 'The server is stopping.' },
  'server/internal': {
    status: 500,
    zh: '服务出错；服务器日志在此 instance 下记有原因。',
    en: 'Something went wrong here; the log of the server says what, under this instance.',
  },
  'bulk/unknown-command': {
    status: 404,
    zh: '没有名为 {command} 的命令；可用：{known}。',
    en: 'There is no command {command}; there are {known}.',
  },
  'bulk/line-too-long': {
    status: 413,
    zh: '该行超过 {limit} 字节的上限。',
    en: 'The line is longer than {limit} bytes.',
  },
  'reads/not-found': { status: 404, zh: '{what}中没有 {id}。', en: 'There is no {id} in {what}.' },
  'reads/not-known-then': {
    status: 404,
    zh: '{at} 时尚无此客户的记录：{id}。',
    en: 'As of {at} nothing was on record of this customer: {id}.',
  },
  'reads/bad-cursor': {
    status: 400,
    zh: 'cursor 不是本列表给出的。',
    en: 'The cursor was not given by this listing.',
  },
  'reads/unknown-report': {
    status: 404,
    zh: '没有名为 {name} 的报表。{meant}全部报表见 GET /reports。',
    en: 'There is no report {name}.{meant} All of them: GET /reports.',
  },
  'reads/unknown-schema': {
    status: 404,
    zh: '没有 {schema} 的结构；现有：{known}。',
    en: 'There is no schema {schema}; there are {known}.',
  },
  'keys/unknown': { status: 404, zh: '没有编号为 {id} 的密钥。', en: 'There is no key {id}.' },
  'keys/revocation-not-kept': {
    status: 503,
    zh: '密钥 {id} 从现在起被拒绝，但吊销未能写入保险库：重启后它将再次有效。请检查磁盘并重启服务，然后再次吊销。',
    en: 'The key {id} is refused from now on, but its revocation could not be kept: after a restart the key is valid again. Look at the disk, restart the server, and revoke the key once more.',
  },
  'sign-in/used': {
    status: 410,
    zh: '登录链接已使用或已过期；请重新启动服务以获取新链接。',
    en: 'This sign-in link was used or has expired; start the server again for a new one.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
export type ProblemCode = keyof typeof PROBLEMS;

/** The title of a problem, by status, so that any client can show it. */
export const TITLES: Readonly<Record<number, Text>> = {
  400: { zh: '请求有误', en: 'Bad request' },
  401: { zh: '需要有效密钥', en: 'A valid key is needed' },
  403: { zh: '无权操作', en: 'Not allowed' },
  404: { zh: '不存在', en: 'Not found' },
  405: { zh: '不支持该方法', en: 'Method not served' },
  406: { zh: '不支持该格式', en: 'Format not served' },
  408: { zh: '请求超时', en: 'Request timed out' },
  409: { zh: '与规则或现状冲突', en: 'Refused by a rule or in conflict' },
  410: { zh: '已失效', en: 'Gone' },
  412: { zh: '数据已变更', en: 'It has changed meanwhile' },
  413: { zh: '内容过大', en: 'Too large' },
  414: { zh: '网址过长', en: 'URL too long' },
  415: { zh: '不支持该内容类型', en: 'Content type not supported' },
  421: { zh: '主机名不符', en: 'Wrong host' },
  422: { zh: '无法处理', en: 'Cannot be processed' },
  429: { zh: '请求过于频繁', en: 'Too many requests' },
  431: { zh: '请求头过大', en: 'Headers too large' },
  499: { zh: '请求方已断开', en: 'Caller gone' },
  500: { zh: '服务出错', en: 'Internal error' },
  503: { zh: '服务暂不可用', en: 'Not available at the moment' },
  504: { zh: '等待超时', en: 'Waited in vain' },
};
