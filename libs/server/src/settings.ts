import {
  enumerated,
  type Language,
  languageOf,
  operatorLanguage,
  OperatorError,
  type Text,
  zoneNamed,
} from '@dossier/kernel';

/** Of data that are begun where nobody names another. */
export const BEGINNING_ZONE = 'UTC';

/** What the environment says of an installation. */
export interface Settings {
  /** The data folder. */
  readonly data: string;
  /** IANA name of the company's time zone, for data that are just begun; undefined: the environment says nothing. */
  readonly zone: string | undefined;
  /** Of the screen, and of answers to whoever asks for no language. */
  readonly language: Language;
  readonly host: string;
  readonly port: number;
  /** How much is logged. */
  readonly level: string;
  /** Requests a second of one key; undefined: as the door has it. */
  readonly rate: number | undefined;
  /** Seconds from the signal to stop to the end; undefined: as the door has it. */
  readonly grace: number | undefined;
  /** All is invented. */
  readonly demo?: boolean;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** A setting of the environment cannot be used. */
export class BadSetting extends OperatorError {
  override readonly name = 'BadSetting';
  constructor(name: string, value: string, { zh, en }: Text) {
    super({ zh: `${name}=${value}：${zh}`, en: `${name}=${value} ${en}` });
  }
}

/**
 * @param port where none is set
 * @throws BadSetting
 */
export function settingsOf(environment: NodeJS.ProcessEnv, port = 3000): Settings {
  /** What is set to nothing is not set. */
  const given = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const named = given('DOSSIER_ZONE');
  const zone = named === undefined ? undefined : zoneNamed(named);
  if (named !== undefined && zone === undefined)
    throw new BadSetting('DOSSIER_ZONE', named, {
      zh: '不是 IANA 时区名称，例如 Asia/Shanghai。',
      en: 'is no IANA time zone, such as Asia/Shanghai',
    });
  const wanted = given('DOSSIER_LANG');
  if (wanted !== undefined && !languageOf(wanted))
    throw new BadSetting('DOSSIER_LANG', wanted, { zh: '应为 zh 或 en。', en: 'is neither zh nor en' });
  const level = given('DOSSIER_LOG') ?? 'warn';
  if (!LEVELS.includes(level)) {
    const { zh, en } = enumerated(LEVELS);
    throw new BadSetting('DOSSIER_LOG', level, { zh: `应为 ${zh} 之一。`, en: `is none of ${en}` });
  }
  return {
    data: given('DOSSIER_DATA') ?? 'data',
    zone,
    language: operatorLanguage(environment) ?? 'en',
    host: given('HOST') ?? '127.0.0.1',
    port: whole(environment, 'PORT', 65_535) ?? port,
    level,
    rate: whole(environment, 'DOSSIER_RATE', 1_000_000),
    grace: whole(environment, 'DOSSIER_GRACE', 3_600, 1),
  };
}

function whole(environment: NodeJS.ProcessEnv, name: string, most: number, least = 0): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value > most || value < least)
    throw new BadSetting(name, text, {
      zh: `应为 ${least} 到 ${most} 的整数。`,
      en: `is no whole number from ${least} to ${most}`,
    });
  return value;
}

/** What to tell an operator whose environment names another zone than the data keep; undefined: it does not. */
export function otherZone({ zone }: Pick<Settings, 'zone'>, kept: string): Text | undefined {
  if (zone === undefined || zone === kept) return undefined;
  return {
    zh: `未采用 DOSSIER_ZONE=${zone}：数据使用的时区是 ${kept}。如需更改，请运行 dossier zone ${zone}。`,
    en: `DOSSIER_ZONE=${zone} is not used: the data keep the zone ${kept}. To change it: dossier zone ${zone}`,
  };
}
