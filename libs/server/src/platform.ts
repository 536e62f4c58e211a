import { type Language, OperatorError, type Text } from '@dossier/kernel';
import { contexts } from './contexts';
import { type EmbeddedOptions, openEmbedded } from './embedded';
import type { Clock, Engine } from '@dossier/engine';

/** What the environment says of an installation. */
export interface Settings {
  /** The data folder. */
  readonly data: string;
  /** IANA name of the company's time zone. */
  readonly zone: string;
  readonly language: Language;
  readonly host: string;
  readonly port: number;
  /** Requests a second of one key; undefined: as the door has it. */
  readonly rate: number | undefined;
}

/** Of a setting: `zh`, `zh-CN`, `en_GB.UTF-8` …; undefined for one that we do not speak. */
export const languageOf = (text: string): Language | undefined =>
  /^(zh|en)(?![a-z])/i.exec(text)?.[1]?.toLowerCase() as Language | undefined;

/** A setting of the environment cannot be used. */
export class BadSetting extends OperatorError {
  override readonly name = 'BadSetting';
  constructor(name: string, value: string, { zh, en }: Text) {
    super({ zh: `${name}=${value}：${zh}`, en: `${name}=${value} ${en}` });
  }
}

/** @throws BadSetting */
export function settingsOf(environment: NodeJS.ProcessEnv): Settings {
  const zone = environment['DOSSIER_ZONE'] ?? 'UTC';
  if (!isZone(zone))
    throw new BadSetting('DOSSIER_ZONE', zone, {
      zh: '不是 IANA 时区名称，例如 Asia/Shanghai。',
      en: 'is no IANA time zone, such as Asia/Shanghai',
    });
  const wanted = environment['DOSSIER_LANG'] ?? 'en';
  const language = languageOf(wanted);
  if (!language) throw new BadSetting('DOSSIER_LANG', wanted, { zh: '应为 zh 或 en。', en: 'is neither zh nor en' });
  return {
    data: environment['DOSSIER_DATA'] ?? 'data',
    zone,
    language,
    host: environment['HOST'] ?? '127.0.0.1',
    port: whole(environment, 'PORT', 65_535) ?? 3000,
    rate: whole(environment, 'DOSSIER_RATE', 1_000_000),
  };
}

function whole(environment: NodeJS.ProcessEnv, name: string, most: number): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value > most)
    throw new BadSetting(name, text, { zh: `应为 0 到 ${most} 的整数。`, en: `is no whole number from 0 to ${most}` });
  return value;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Opens the platform over a data folder, without a door. */
export const openPlatform = (
  { data, zone, acceptLoss }: Pick<Settings, 'data' | 'zone'> & Pick<EmbeddedOptions, 'acceptLoss'>,
  onFailure?: (error: unknown) => void,
  clock?: Clock,
): Promise<Engine> =>
  openEmbedded({
    data,
    zone,
    contexts,
    ...(acceptLoss !== undefined && { acceptLoss }),
    // resolved, not spelled: the same line finds the worker built and under Jest
    projectionsThread: require.resolve('./projections.worker'),
    ...(onFailure && { onFailure }),
    ...(clock && { clock }),
  });
