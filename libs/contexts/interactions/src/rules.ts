import { applyDecorators, NOT_BLANK, NOT_BLANK_WORDS } from '@dossier/fields';
import { ArrayMaxSize, IsArray, IsString, Length, Matches } from 'class-validator';

/** At most so many texts, each of 1 to `max` characters, one of which is to be seen. */
export const AreTexts = (most: number, max: number): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(most),
    IsString({ each: true }),
    Length(1, max, { each: true }),
    Matches(NOT_BLANK, { each: true, context: NOT_BLANK_WORDS }),
  );
