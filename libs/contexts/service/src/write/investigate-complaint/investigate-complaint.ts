import { AreDepartments, IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, over, turnedBy } from '../../complaint';
import { InvestigationAsked } from '../../complaint.events';
import { type ComplaintEntry, findingsMissing, isOpen } from '../../complaint-log';
import { COMPLAINT_ID } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';
import { NOTE } from '../../shown-parts';

export class InvestigateComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled({ zh: '交哪些部门', en: 'By which departments' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @AreDepartments()
  readonly departments!: readonly string[];
  @Titled(NOTE, { help: { zh: '要查什么。', en: 'What is to be looked into.' } })
  @IsOptional()
  @IsText(1000)
  readonly note?: string;
}

/** 交部门调查: by several of them, also one after another. The first ends the clock of the response. */
export const investigateComplaint = defineCommand({
  name: 'service.InvestigateComplaint',
  title: { zh: '交部门调查投诉', en: 'Have a complaint investigated' },
  command: InvestigateComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over')],
  route: {
    path: 'complaints/:complaintId/investigate',
    example: {
      complaintId: 'KS-2026-0007',
      departments: ['technical-support'],
      note: '查批次与安装记录',
      occurredAt: '2026-03-05T14:00:00+08:00',
    },
  },
  decide: ({ complaintId, departments, note }, state, { occurredAt: at, now, policies }) => {
    const { log, said, steps, situation } = complaintFound(at, state, complaintId);
    if (!isOpen(situation)) throw over(complaintId, at);
    const missing = findingsMissing(steps, at);
    // something else is to be looked into: it is asked anew, and what was asked before stands
    const isAsked = (department: string): boolean => {
      const asked = steps.findLast((each) => each.kind === 'asked' && each.department === department && each.at <= at);
      return missing.includes(department) && !saysElse({ note }, said[asked?.id ?? '']?.said ?? {});
    };
    const news = [...new Set(departments)].filter((each) => !isAsked(each));
    if (news.length === 0) return [];
    const entry: ComplaintEntry = { is: 'step', step: { id: '', kind: 'asked', at }, at, recordedAt: now };
    return [
      ...news.map((department) => InvestigationAsked({ department, ...(note !== undefined && { note }) })),
      ...turnedBy(log, entry, { because: 'late', fact: 'asked', factAt: at }, { policies, now }),
    ];
  },
});
