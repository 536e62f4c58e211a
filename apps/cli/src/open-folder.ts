import { Failure } from './failure';
import type { OpenFolder } from './find-door';

/** Opens a data folder in this process. */
export const openFolder: OpenFolder = (data) =>
  Promise.reject(
    new Failure({ zh: '{data} 没有正在运行的服务器', en: 'no server owns {data}; start one with npm start' }, { data }),
  );
