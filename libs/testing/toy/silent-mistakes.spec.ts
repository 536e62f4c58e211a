import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from '@dossier/engine';
import {
  type AnySlice,
  type ContextDef,
  defineCommand,
  defineContext,
  defineEvent,
  defineProjection,
  defineQuery,
  defineReactor,
  defineRefusals,
  defineSection,
  type Instant,
  kind,
  READERS,
  shape,
  text,
} from '@dossier/kernel';
import { freeTexts } from '../src/payload-rules';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { contexts } from '../../server/src/contexts';
import { listParameters } from '../../web/src/reads/read.docs';
import { allContexts } from '../src/context-folders';
import { declaredIn, forgotten } from '../src/forgotten';
import { foldFaults, foldsOf, sampleHistory } from '../src/frozen-folds';
import { schemaFaults } from '../src/history';
import { lint } from '../src/lint-tree';
import { complaint } from './complaints/complaint';
import { CauseFound } from './complaints/complaint.events';
import { complaints } from './complaints/complaints.module';
import { complaintsRefusal } from './complaints/complaints.refusals';
import { complaintsPolicy } from './complaints/complaints-policy';
import { overdueComplaints } from './complaints/react/escalate-complaint/overdue-complaints';
import { complaintSection } from './complaints/read/complaint-section/complaint-section';
import { complaints as complaintList } from './complaints/read/complaints/complaints';
import { closeComplaint } from './complaints/write/close-complaint/close-complaint';
import { others } from './others';

/**
 * What the author of a context may get wrong without noticing: each is found by the compiler (the line after
 * `@ts-expect-error` would compile otherwise), by the start, or by a law that needs no test of the author's.
 */
const FOLDER = join(__dirname, 'complaints');
const declared = declaredIn(FOLDER);
const title = { zh: '测试', en: 'Test' };
const withSlices = (...slices: readonly AnySlice[]): ContextDef => defineContext({ ...complaints, slices });
const without = (slice: AnySlice): ContextDef => withSlices(...complaints.slices.filter((each) => each !== slice));
const found = (context: ContextDef): string => forgotten(context, declared, [...allContexts, context]).join('\n');
const start = (...slices: readonly AnySlice[]) => new Registry([...others, withSlices(...slices)]);

class Asked {
  @IsString() readonly customer!: string;
}
const asking = {
  ...{ name: 'complaints.asked', title, params: Asked, by: READERS, over: [complaintList] },
  route: { path: 'customers/:customer/complaints' },
  run: ({ customer }: Asked) => Promise.resolve({ customer }),
} as const;
const bare = {
  ...{ name: 'bare', title, version: 1, from: {}, evolve: {}, personal: false },
  key: () => undefined,
  fields: { customer: text(() => '') },
};

describe('a reactor', () => {
  it('misnames its command', () => {
    // @ts-expect-error -- a reactor sends a command, not its name
    defineReactor<object>()({ ...overdueComplaints, sends: 'complaints.EscalateComplain' });
    expect(() => start(...complaints.slices)).not.toThrow();
  });
  it('misnames a field of its command', () => {
    const dueAt: Instant = '2026-03-01T00:00:00.000Z';
    // @ts-expect-error -- complaintID
    defineReactor<object>()({ ...overdueComplaints, react: () => ({ command: { complaintID: 'k-1', dueAt } }) });
    expect(overdueComplaints.sends.command.name).toBe('EscalateComplaint');
  });
});

describe('is not in the module', () => {
  it.each(complaints.slices.map((slice) => ({ kind: slice.kind, name: 'name' in slice ? slice.name : '', slice })))(
    '$kind $name',
    ({ slice }) => {
      expect(found(without(slice))).toContain('in complaints.module.ts');
    },
  );
  it('events', () => {
    expect(found(withSlices())).toContain('no command of complaints is on a state with ComplaintFiled');
    expect(() => start(complaintList, complaintsPolicy)).toThrow(
      'complaints takes complaints.ComplaintFiled, which no command of its context writes',
    );
  });
  it('refusals', () => {
    const silent = { ...closeComplaint, refuses: [] } as AnySlice;
    const slices = complaints.slices.map((each) => (each === closeComplaint ? silent : each));
    expect(found(withSlices(...slices))).toContain('no slice says that it refuses with complaints/not-verified');
  });
  it('a policy that a slice asks', () => {
    expect(() => start(...complaints.slices.filter((slice) => slice !== complaintsPolicy))).toThrow(
      'escalate-complaint asks for policy complaints, which no context lists',
    );
  });
});

describe('a name', () => {
  it('refusals under a foreign context', () => {
    const foreign = defineRefusals('sales', { closed: title });
    const faults = forgotten(complaints, new Map([['complaints.refusals.ts', { foreign }]]), allContexts);
    expect(faults).toContain('complaints.refusals.ts: sales/closed bears the name of another context than complaints');
    const refusing = { ...closeComplaint, refuses: [defineRefusals('nobody', { closed: title }).kinds] } as AnySlice;
    expect(() => start(refusing)).toThrow('complaints refuses nobody/closed, which is of no context');
  });
  it('a field of the 360° view doubled', () => {
    expect(() => start(...complaints.slices, { ...complaintSection, name: 'again' } as AnySlice)).toThrow(
      /two definitions of field of .*complaintsOpen/,
    );
  });
  it('a field of a list without words', () => {
    const fields = { ...complaintList.fields, answered: text(() => '') };
    expect(() => listParameters({ ...complaintList, fields })).toThrow('complaints.answered has no title');
  });
  it('a category doubled', () => {
    class Other {
      @IsString() readonly id!: string;
    }
    const again = { ...closeComplaint, name: 'complaints.Again', command: Other, on: { ...complaint } } as AnySlice;
    expect(() => start(...complaints.slices, again)).toThrow('two definitions of category complaint');
  });
});

describe('a route', () => {
  const route = { example: {} };
  it('wrong key', () => {
    // @ts-expect-error -- the field is complaintId
    defineCommand({ ...closeComplaint, route: { ...route, path: 'complaints/:complaintID/close' } });
    // @ts-expect-error -- the field is customer
    defineProjection<object>()({ ...bare, routes: [{ path: 'customers/:client/complaints', summary: title, by: [] }] });
    // @ts-expect-error -- the parameter is customer
    defineQuery({ ...asking, route: { path: 'customers/:client/complaints' } });
    expect([closeComplaint.route?.path, asking.route.path].join()).toMatch(/:complaintId.*:customer/);
  });
  it('wrong field in an example', () => {
    // @ts-expect-error -- the field is answer
    defineCommand({ ...closeComplaint, route: { path: 'complaints', example: { reply: 'x' } } });
    expect(closeComplaint.route?.example).toHaveProperty('answer');
  });
});

describe('a view', () => {
  it('is of another type than its shape', () => {
    const other = shape({ customer: kind.count(title) });
    // @ts-expect-error -- customer is a text
    defineProjection<{ readonly customer: string }>()({ ...bare, shape: other });
    // @ts-expect-error -- what is answered is no count either
    defineQuery({ ...asking, shape: other });
    // @ts-expect-error -- nor in a section
    defineSection<object, { readonly customer: string }>()({ ...complaintSection, shape: other });
    expect(defineQuery({ ...asking, shape: shape({ customer: kind.text(title) }) }).kind).toBe('query');
  });
});

describe('a payload', () => {
  it('@Personal forgotten', () => {
    class Bare {
      @IsString() readonly complaint!: string;
    }
    expect(freeTexts(defineEvent('complaints.ComplaintFiled', { title }, Bare))).toEqual(['/complaint']);
    expect(complaints.events.flatMap((def) => freeTexts(def))).toEqual([]);
  });
  it('optional payload field misnamed in decide', () => {
    class Noted {
      @IsOptional() @IsString() readonly reason?: string;
    }
    const ComplaintNoted = defineEvent('complaints.ComplaintNoted', { title }, Noted);
    const reason = Math.random() > 2 ? 'x' : undefined;
    // @ts-expect-error -- the field is reason
    ComplaintNoted({ reeson: 'x' });
    // @ts-expect-error -- in a spread too
    ComplaintNoted({ ...(reason !== undefined && { reeson: reason }) });
    expect(ComplaintNoted({ ...(reason !== undefined && { reason }) }).data).toEqual({});
  });
  it('payload field renamed or required without upcaster', () => {
    class Renamed {
      @IsIn(['design']) readonly root!: string;
    }
    class Required {
      @IsIn(['design']) readonly cause!: string;
      @IsIn(['k-1']) readonly by!: string;
    }
    const { type } = CauseFound;
    for (const changed of [defineEvent(type, { title }, Renamed), defineEvent(type, { title }, Required)])
      expect(schemaFaults(FOLDER, changed, 1).join()).toContain('Add an upcaster from version 1');
    // @ts-expect-error -- and an upcaster must give what the payload is today
    defineEvent(CauseFound.type, { title }, Renamed, [({ cause }: { cause: string }) => ({ cause })]);
  });
  it('whole context without samples', () => {
    const empty = mkdtempSync(join(tmpdir(), 'no-samples-'));
    expect(complaints.events.flatMap((def) => schemaFaults(empty, def, 1))).toHaveLength(complaints.events.length);
    rmSync(empty, { recursive: true });
  });
});

it('handler changed without version', async () => {
  const history = await sampleHistory(allContexts);
  const customers = contexts.find(({ name }) => name === 'customers') as ContextDef;
  for (const changed of customers.projections) {
    const forgets = Object.keys(changed.evolve as object).map((event) => [event, () => null]);
    const def = { ...changed, evolve: Object.fromEntries(forgets) as object };
    const [folded] = foldsOf(defineContext({ ...customers, slices: [def as AnySlice] }));
    expect(foldFaults('customers', folded as never, history).join()).toMatch(/Raise the version of|is missing/);
  }
});

it('clock or randomness in a projection, view or decision', () => {
  const slice = 'libs/contexts/complaints/src/read/complaints/complaints.ts';
  const lines = ['export const a = Date.now();', 'export const b = new Date();', 'export const c = Math.random();'];
  expect(lint({ [slice]: lines })).toEqual({ [slice]: [1, 2, 3] });
});

it('hole of a refusal not filled', () => {
  // @ts-expect-error -- {complaintId} stays open
  complaintsRefusal('closed', {});
  // @ts-expect-error -- and a refusal that is not declared is none
  complaintsRefusal('close', { complaintId: 'k-1' });
  expect(complaintsRefusal('closed', { complaintId: 'k-1' }).details).toEqual({ complaintId: 'k-1' });
});
