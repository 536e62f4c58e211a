import { type Language, systemLocale } from '@dossier/kernel';
import { WrongUse } from './failure';

/** What the operating system says of the person's language. */
const system = (environment: NodeJS.ProcessEnv): Language =>
  systemLocale(environment).toLowerCase().startsWith('zh') ? 'zh' : 'en';

/** `--lang`, else DOSSIER_LANG, else the system's. @throws WrongUse */
export function languageOf(args: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const typed = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  const wanted = typed ?? environment['DOSSIER_LANG'];
  if (wanted === undefined || wanted === '') return system(environment);
  if (wanted === 'zh' || wanted === 'en') return wanted;
  if (typed === undefined) return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  throw new WrongUse({ zh: '--lang 只能是 zh 或 en', en: '--lang is zh or en' });
}
