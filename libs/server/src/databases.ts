import type { Text } from '@dossier/kernel';

/** The databases of a data folder. */
export const DATABASES = { log: 'events.db', vault: 'vault.db', views: 'views.db' } as const;

export const VIEWS_DAMAGED: Text = {
  zh: '读模型 views.db 已损坏：用 dossier rebuild 重建其中任意一个，即由日志全部重建',
  en: 'the read models (views.db) are damaged: dossier rebuild of any of them builds all anew from the log',
};
