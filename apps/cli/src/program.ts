import { Command, CommanderError, Help } from 'commander';
import { fill, type Language, nearest, type Text } from '@dossier/kernel';
import { inChinese, placeholder } from './placeholders';
import type { Given, Verb } from './verb';
import { LINE, width, wrapped } from './width';

/** Options that every verb has. */
const common: readonly { readonly flags: string; readonly title: Text }[] = [
  {
    flags: '--data <folder>',
    title: { zh: '数据文件夹（默认 DOSSIER_DATA 或 ./data）', en: 'data folder (default: DOSSIER_DATA or ./data)' },
  },
  {
    flags: '--url <address>',
    title: {
      zh: '连接该地址的服务器（默认 DOSSIER_URL）',
      en: 'talk to the server at this address (default: DOSSIER_URL)',
    },
  },
  {
    flags: '--key <key>',
    title: { zh: '该服务器的 API 密钥（默认 DOSSIER_KEY）', en: 'API key for that server (default: DOSSIER_KEY)' },
  },
  { flags: '--json', title: { zh: '结果以 JSON 输出，供程序读取', en: 'results as JSON, for machines' } },
  { flags: '--lang <zh|en>', title: { zh: '语言（默认 DOSSIER_LANG）', en: 'language (default: DOSSIER_LANG)' } },
];

const words = {
  tagline: {
    zh: '大客户数据平台的运维工具：连接正在运行的服务器，否则直接打开数据文件夹。\n进度写到标准错误，结果写到标准输出；退出码：0 完成，1 失败，2 用法错误。',
    en: 'The operator’s tool: talks to a running server, else opens the data folder itself.\nProgress on stderr, results on stdout; exit code 0 done, 1 failed, 2 wrong use.',
  },
  help: { zh: '显示帮助', en: 'show help' },
  version: { zh: '显示版本', en: 'show the version' },
} satisfies Readonly<Record<string, Text>>;

/** Headings of commander's help. */
const headings: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

const plain = new Help();
/** Help in Chinese: headings and what stands for a value; names of verbs and options are what is typed. */
const chineseHelp: Partial<Help> = {
  styleTitle: (title) => headings[title] ?? title,
  commandUsage: (command) => inChinese(plain.commandUsage(command)),
  subcommandTerm: (command) => inChinese(plain.subcommandTerm(command)),
  optionTerm: (option) => inChinese(plain.optionTerm(option)),
  argumentTerm: (argument) => placeholder(argument.name()),
  displayWidth: width,
  formatHelp: (command, helper) => plain.formatHelp(command, helper).replace('： ', '：'),
};

/** What commander says of wrong use, by its code; `{what}` is what it quotes. */
const mistakes: Readonly<Record<string, string>> = {
  'commander.unknownCommand': '没有“{what}”这个命令',
  'commander.unknownOption': '没有“{what}”这个选项',
  'commander.missingArgument': '缺少参数“{what}”',
  'commander.optionMissingArgument': '选项“{what}”缺少值',
  'commander.excessArguments': '参数过多',
};

/** Wrong use, in the person's language, with what was likely meant. */
export function mistake({ code, message }: CommanderError, verbs: readonly Verb[], language: Language): string {
  const what = /'([^']*)'/.exec(message)?.[1] ?? '';
  const template = language === 'zh' ? mistakes[code] : undefined;
  const inWords = code === 'commander.missingArgument' ? placeholder(what) : inChinese(what);
  const [said = ''] = (template === undefined ? message : fill(template, { what: inWords })).split('\n');
  const names = [...verbs.map(({ name }) => name), 'help'];
  const isVerb = code === 'commander.unknownCommand';
  const [, option] = /\(Did you mean (?:one of )?([^)]+)\?\)/.exec(message) ?? [];
  const near = isVerb ? nearest(what, names).join(', ') : option;
  const first = near === undefined || near === '' ? said : `${said}${fill(MEANT[language], { near })}`;
  if (!isVerb) return first;
  return [first, ...wrapped(`${KNOWN[language]}${names.join(language === 'zh' ? '、' : ', ')}`, LINE)].join('\n');
}
const MEANT: Text = { zh: '；是否指 {near}？', en: '; did you mean {near}?' };
const KNOWN: Text = { zh: '可用的命令：', en: 'known: ' };

/** Everything that can be typed. `onVerb` is told which verb was asked for. */
export function buildProgram(
  verbs: readonly Verb[],
  version: string,
  language: Language,
  onVerb: (verb: Verb, given: Given) => void,
): Command {
  const program = new Command('dossier');
  dress(program, language);
  program.description(words.tagline[language]).version(version, '-V, --version', words.version[language]);
  program.helpCommand(false);
  // before a verb as well as behind it
  const lang = common.find(({ flags }) => flags.startsWith('--lang'))?.title[language];
  program.option('--lang <zh|en>', lang);
  for (const verb of verbs) {
    const command = program.command(verb.name).description(verb.title[language]);
    dress(command, language);
    for (const { name, title } of verb.arguments ?? []) command.argument(name, title[language]);
    for (const { flags, title } of [...(verb.options ?? []), ...common]) command.option(flags, title[language]);
    command.action(() => onVerb(verb, { arguments: command.args, options: command.opts() }));
  }
  // one of our own: that of commander is silent about a verb that is none
  const help = program.command('help').argument('[verb]').description(words.help[language]);
  dress(help, language);
  help.option('--lang <zh|en>', lang);
  help.action((name?: string) => {
    const found = name === undefined ? program : program.commands.find((each) => each.name() === name);
    if (!found) throw new CommanderError(1, 'commander.unknownCommand', `error: unknown command '${name ?? ''}'`);
    found.help();
  });
  return program;
}

function dress(command: Command, language: Language): void {
  command
    .exitOverride()
    .helpOption('-h, --help', words.help[language])
    .configureHelp({ helpWidth: 100, ...(language === 'zh' && chineseHelp) })
    .configureOutput({ outputError: () => undefined });
}
