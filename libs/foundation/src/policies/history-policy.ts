import { Impersonal, Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { ArrayMaxSize, IsArray, Length } from 'class-validator';

/** Who may bring in history (补录历史), which rules do not refuse. */
export class HistoryPolicy {
  @Titled(
    { zh: '密钥编号', en: 'Ids of keys' },
    {
      help: {
        zh: '如 key-kmiqb9d5；管理员的密钥始终可以补录。',
        en: 'Such as key-kmiqb9d5; keys of admins always may.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(200)
  @Length(1, 100, { each: true })
  @Impersonal('id', { each: true })
  readonly keys!: readonly string[];
}

export const historyPolicy = definePolicy<HistoryPolicy>({
  name: 'history',
  title: { zh: '可补录历史的密钥', en: 'Keys that may bring in history' },
  document: HistoryPolicy,
  initial: { keys: [] },
});
