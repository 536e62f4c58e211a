import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, OperatorError, using } from '@dossier/kernel';

const FILE = 'moved.json';

/** The company of the folder lives on servers: who wrote into the folder as well would make two of it. */
export class FolderMoved extends OperatorError {
  override readonly name = 'FolderMoved';
  constructor(folder: string, at: string) {
    const file = join(folder, FILE);
    super({
      zh: `${folder} 已于 ${at} 迁移到服务器，不再在此写入：请使用服务器上的系统。若要放弃迁移、继续使用此文件夹，请先停用服务器，再删除 ${file}。`,
      en: `${folder} was moved to servers at ${at}, and nothing more is written here: use it over there. To give up the move and go on here, stop the servers for good, then delete ${file}`,
    });
  }
}

/** Leaves a mark in a folder that was moved; where nothing can be written nobody goes on there anyway. @throws CannotUse */
export function markMoved(folder: string, to: string, at: Instant): void {
  const file = join(folder, FILE);
  try {
    writeFileSync(file, `${JSON.stringify({ to, at })}\n`, { mode: 0o600 });
  } catch (error) {
    if (!['EROFS', 'EACCES', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code)))
      using(file, () => {
        throw error;
      });
  }
}

/** @throws FolderMoved */
export function mustNotBeMoved(folder: string): void {
  const file = join(folder, FILE);
  if (existsSync(file)) throw new FolderMoved(folder, atOf(readFileSync(file, 'utf8')));
}

/** Of a mark that somebody changed by hand it is not known. */
function atOf(text: string): string {
  try {
    const { at } = JSON.parse(text) as { readonly at?: unknown };
    return typeof at === 'string' ? at : '?';
  } catch {
    return '?';
  }
}
