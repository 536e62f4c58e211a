import { definePolicy } from '@dossier/kernel';
import { ArrayMaxSize, IsArray, Length } from 'class-validator';

/** Who may bring in history (补录历史), which rules do not refuse. */
export class HistoryPolicy {
  /** Ids of keys, `key-kmiqb9d5`; keys of admins always may. */
  @IsArray()
  @ArrayMaxSize(200)
  @Length(1, 100, { each: true })
  readonly keys!: readonly string[];
}

export const historyPolicy = definePolicy<HistoryPolicy>({
  name: 'history',
  title: { zh: '可补录历史的密钥', en: 'Keys that may bring in history' },
  document: HistoryPolicy,
  initial: { keys: [] },
});
