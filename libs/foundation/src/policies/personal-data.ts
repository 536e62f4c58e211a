import { Impersonal, Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { ArrayMaxSize, IsArray, Length } from 'class-validator';

/** Which personal fields (个人字段) are shown to roles that see none by default. */
export class PersonalData {
  @Titled(
    { zh: '对分析人员开放', en: 'Opened to analysts' },
    {
      help: {
        zh: '字段名称，如 customers.legalName、sales.reason。',
        en: 'Names of fields, such as customers.legalName and sales.reason.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(200)
  @Length(1, 100, { each: true })
  @Impersonal('id', { each: true })
  readonly analyst!: readonly string[];
}

export const personalData = definePolicy<PersonalData>({
  name: 'personal-data',
  title: { zh: '个人信息开放范围', en: 'Personal data opened to analysts' },
  document: PersonalData,
  initial: { analyst: [] },
});
