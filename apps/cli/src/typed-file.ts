import { existsSync, statSync } from 'node:fs';
import { WrongUse } from './failure';

/** A path that was typed. @throws WrongUse for what is no file */
export function typedFile(file: string): string {
  if (!existsSync(file)) throw new WrongUse({ zh: '找不到文件 {file}', en: 'there is no file {file}' }, { file });
  if (statSync(file).isDirectory())
    throw new WrongUse({ zh: '{file} 是文件夹，不是文件', en: '{file} is a folder, not a file' }, { file });
  return file;
}
