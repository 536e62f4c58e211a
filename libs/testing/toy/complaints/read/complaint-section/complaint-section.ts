import { defineSection, integer, kind, shape, type Shown } from '@dossier/kernel';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';

const complaintsShape = shape({
  filed: kind.count({ zh: '投诉', en: 'Filed' }),
  open: kind.count({ zh: '未结案', en: 'Open' }),
  escalated: kind.count({ zh: '已升级', en: 'Escalated' }),
});
export type ComplaintsOfCustomer = Shown<typeof complaintsShape>;

export const complaintSection = defineSection<ComplaintsOfCustomer, ComplaintsOfCustomer>()({
  name: 'complaints',
  title: { zh: '投诉', en: 'Complaints' },
  version: 1,
  from: { ComplaintFiled, ComplaintEscalated, ComplaintClosed },
  initial: { filed: 0, open: 0, escalated: 0 },
  evolve: {
    ComplaintFiled: (state) => ({ ...state, filed: state.filed + 1, open: state.open + 1 }),
    ComplaintEscalated: (state) => ({ ...state, escalated: state.escalated + 1 }),
    ComplaintClosed: (state) => ({ ...state, open: state.open - 1 }),
  },
  shape: complaintsShape,
  view: (state) => state,
  figures: {
    filed: { formula: { zh: '投诉件数', en: 'Complaints filed' }, behind: 'each' },
    open: { formula: { zh: '投诉件数 − 已结案件数', en: 'Complaints filed − closed' }, behind: 'each' },
    escalated: { formula: { zh: '升级件数', en: 'Complaints escalated' }, behind: 'each' },
  },
  fields: { complaintsOpen: integer((state) => state.open, { zh: '未结案投诉', en: 'Open complaints' }) },
});
