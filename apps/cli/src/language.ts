import { type Language, operatorLanguage } from '@dossier/kernel';
import { WrongUse } from './failure';

/** `--lang`, else that of the operator, else English. @throws WrongUse */
export function languageOf(args: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const typed = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  if (typed === undefined || typed === '') return operatorLanguage(environment) ?? 'en';
  if (typed === 'zh' || typed === 'en') return typed;
  throw new WrongUse({ zh: '--lang 只能是 zh 或 en', en: '--lang is zh or en' });
}
