import { defineSection, integer } from '@dossier/kernel';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';

export interface ComplaintsOfCustomer {
  readonly filed: number;
  readonly open: number;
  readonly escalated: number;
}

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
  view: (state) => state,
  figures: {
    filed: { formula: { zh: '投诉件数', en: 'Complaints filed' }, behind: 'each' },
    open: { formula: { zh: '投诉件数 − 已结案件数', en: 'Complaints filed − closed' }, behind: 'each' },
    escalated: { formula: { zh: '升级件数', en: 'Complaints escalated' }, behind: 'each' },
  },
  fields: { complaintsOpen: integer((state) => state.open) },
});
