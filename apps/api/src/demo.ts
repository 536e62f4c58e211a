import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type Language, OperatorError } from '@dossier/kernel';
import { isDistributed, type ProgramOption } from '@dossier/server';

/** The tool, in this build or beside this source. */
const TOOL = join(__dirname, '../../cli/src/main');
const RUN = `require(process.argv[1]).run(process.argv.slice(2), '').then((code) => { process.exitCode = code; })`;

class NoDemo extends OperatorError {
  override readonly name = 'NoDemo';
}

/** Where the demo lives: beside the data folder, never in it. */
export const demoFolder = (data: string): string => `${resolve(data)}-demo`;

/** Loads the demo first, where it is not there yet, or goes on where that was cut off. */
export const demo: ProgramOption = {
  flag: '--demo',
  title: {
    zh: '先在自己的文件夹（数据文件夹加 -demo）里载入演示数据：两年的业务与三个故事；已载入则直接启动',
    en: 'loads the demo first, two years of business with three stories, in a folder of its own (the data folder and -demo); once loaded it starts at once',
  },
  prepare: async (settings) => {
    if (isDistributed(process.env))
      throw new NoDemo({
        zh: '演示数据只能载入文件夹：请去掉指向服务器的环境变量（EVENTSTOREDB_URL 等）。',
        en: 'the demo lives in a folder: unset what names servers in the environment (EVENTSTOREDB_URL and the like)',
      });
    const data = demoFolder(settings.data);
    await load(data, settings.language);
    return { ...settings, data, demo: true };
  },
};

/** By the tool in a process of its own: what it needed is given back before the server starts. */
async function load(data: string, language: Language): Promise<void> {
  const typed = ['generate', '--demo', '--data', data, '--lang', language];
  const tool = spawn(process.execPath, [...process.execArgv, '-e', RUN, TOOL, ...typed], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, DOSSIER_ZONE: '' }, // it has a zone of its own
  });
  const passOn = (signal: NodeJS.Signals): void => void tool.kill(signal);
  process.on('SIGTERM', passOn).on('SIGINT', passOn);
  const code = await new Promise<number | null>((ended, failed) => tool.on('error', failed).on('exit', ended));
  process.off('SIGTERM', passOn).off('SIGINT', passOn);
  // it has said why: the folder is none of the demo's
  if (code === 2) throw new NoDemo({ zh: `没有打开 ${data}。`, en: `${data} was not opened` });
  if (code !== 0)
    throw new NoDemo({
      zh: `演示数据没有载入完（${data}）；已写入的保留，再次运行即可继续。`,
      en: `the demo was not loaded to its end (${data}); what is there is kept, and the same command goes on with it`,
    });
}
