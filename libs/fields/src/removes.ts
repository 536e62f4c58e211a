import type { Terms } from '@dossier/kernel';
import { ArrayMaxSize, IsArray, IsOptional } from 'class-validator';
import { applyDecorators } from './apply-decorators';
import { IsOneOf } from './rules';
import { Titled } from './titled';

/** Of a correction: names of what is taken away. @param removables what may be */
export const Removes = (removables: Terms): PropertyDecorator =>
  applyDecorators(
    Titled(
      { zh: '去除', en: 'Take away' },
      { help: { zh: '本不该有的内容。', en: 'What should not have been there.' } },
    ),
    IsOptional(),
    IsArray(),
    ArrayMaxSize(removables.codes.length),
    IsOneOf(removables, { each: true }),
  );
