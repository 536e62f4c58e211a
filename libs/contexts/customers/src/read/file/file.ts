import { defineSection, instantField } from '@dossier/kernel';
import {
  type CustomerFile,
  type CustomerFileView,
  FILE_EVENTS,
  FILE_SHOWS,
  fileEvolve,
  fileShape,
  fileView,
  goldenColumn,
  KIND,
  NAME,
  NO_FILE,
  registeredAtOf,
  STATUS,
} from '../../customer-file';

/** The customer file in the 360° view. */
export const customerSection = defineSection<CustomerFile, CustomerFileView>()({
  name: 'customer',
  title: { zh: '客户档案', en: 'Customer file' },
  version: 6,
  from: FILE_EVENTS,
  initial: NO_FILE,
  evolve: fileEvolve,
  policies: ['survivorship'],
  shape: fileShape,
  view: (file, { policies }) => fileView(file, policies),
  shows: FILE_SHOWS,
  figures: {
    id: { formula: { zh: '建档时给定的客户编号', en: 'The id given when the file was opened' }, behind: 'last' },
    name: {
      formula: { zh: '法定名称，没有则为简称；按取值优先规则', en: 'Legal name, else short name, by survivorship' },
      behind: 'last',
    },
    kind: {
      formula: { zh: '最早建档时的客户种类', en: 'The kind given at the earliest registration' },
      behind: 'last',
    },
    status: {
      formula: {
        zh: '日期最近的停用或重新启用；均无则自建档起在用',
        en: 'The latest of deactivated and reactivated, by date; without either in use since it was registered',
      },
      behind: 'last',
    },
    registeredAt: { formula: { zh: '最早的建档时间', en: 'The earliest registration' }, behind: 'last' },
    externalIds: { formula: { zh: '已登记的全部外部编号', en: 'All external ids that were claimed' }, behind: 'each' },
    golden: {
      formula: {
        zh: '每项取可信度最高的部门最近登记的值；可信度相同时取最近的（取值优先规则）',
        en: 'Of each attribute what the most trusted department said last; among equals the most recent (survivorship)',
      },
      behind: 'each',
    },
    byDepartment: {
      formula: { zh: '各部门对每项信息最近登记的值', en: 'What each department said last of each attribute' },
      behind: 'each',
    },
  },
  fields: {
    name: NAME,
    kind: KIND,
    status: STATUS,
    country: goldenColumn('country'),
    industry: goldenColumn('industry'),
    sizeBand: goldenColumn('sizeBand'),
    registeredAt: instantField(registeredAtOf),
  },
});
