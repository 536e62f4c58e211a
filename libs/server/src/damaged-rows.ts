import { enumerated, type Text } from '@dossier/kernel';

/** What is damaged spoils itself alone, but somebody should look. */
export function damagedRows(found: ReadonlySet<string | number>, { zh, en }: Text): readonly Text[] {
  if (found.size === 0) return [];
  const some = enumerated([...found].slice(0, 3).map(String));
  const more = found.size > 3 ? ` … (${found.size})` : '';
  return [{ zh: `${zh}：${some.zh}${more}`, en: `${en}: ${some.en}${more}` }];
}
export const READ_MODELS: Text = {
  zh: '读模型中有文档损坏或缺失，请用 dossier rebuild 重建',
  en: 'documents of read models are damaged or missing, build them anew with dossier rebuild',
};
export const EVENTS: Text = {
  zh: '日志中有损坏的事件，请用 dossier verify 核对并从备份恢复',
  en: 'events of the log are damaged, see dossier verify and restore it',
};
