import { defineRefusals } from '@dossier/kernel';

/** What every command can be refused with, whatever its context. */
export const commandRefusal = defineRefusals('command', {
  exists: { status: 409, zh: '{stream} 已存在,且内容不同。', en: '{stream} exists already with other content.' },
  conflict: {
    status: 409,
    zh: '{stream} 被他人连续修改,请重试。',
    en: '{stream} was changed by others again and again; please try again.',
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
    status: 422,
    zh: 'occurredAt {occurredAt} 晚于当前时间 5 分钟以上。',
    en: 'occurredAt {occurredAt} is more than 5 minutes in the future.',
  },
  'department-missing': {
    status: 422,
    zh: '请说明以哪个部门的名义(department)。',
    en: 'Say for which department you speak (department).',
  },
});
