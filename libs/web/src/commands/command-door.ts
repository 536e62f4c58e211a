import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import {
  historyPolicy,
  type HistoryPolicy,
  personalData,
  type PersonalData,
  type PublishPolicy,
  publishPolicy,
} from '@dossier/foundation';
import type { Answer, Principal, Sent } from '@dossier/engine';
import { looksPersonal } from '@dossier/fields';
import { enumerated, type AnyCommandDef, type Class, OF_CUSTOMERS } from '@dossier/kernel';
import { derivedId } from '@dossier/security';
import { personalNames } from '../edge/disclosure';
import { Edge } from '../edge/edge';
import { permit } from '../edge/gate';
import { explain, invalid } from '../edge/problem';
import type { Received } from '../edge/sane-json';
import { compileRules, type Renamed } from '@dossier/rules';
import { sending } from './buses';
import { commandRules } from './command-rules';
import { ENVELOPE, takeEnvelope } from './envelope';

/** What came with a command outside its body. */
export type Arrival = Omit<Sent, 'occurredAt' | 'department' | 'businessLine'>;

/** A checked command, ready for the bus. */
export interface Admitted {
  readonly def: AnyCommandDef;
  readonly command: object;
  readonly sent: Sent;
  /** Customers that it names, as references. */
  readonly customers: readonly string[];
}

/** All commands enter here, single or in bulk. */
@Injectable()
export class CommandDoor {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(Edge) private readonly edge: Edge,
  ) {}

  /**
   * Checks (and may change) the fields, and makes the command of them.
   * @throws Problem `auth/forbidden`, `request/invalid`, `auth/foreign-department`
   */
  admit(def: AnyCommandDef, { value, nodes }: Received, arrival: Arrival): Admitted {
    permit(arrival.principal, def.by);
    const fields = value as Record<string, unknown>;
    const { rules, chosenId } = commandRules(def);
    const renamed: Renamed[] = [];
    const errors = rules.check(fields, nodes, renamed);
    if (errors.length > 0) throw invalid(errors);
    if (def === publishPolicy) this.checkPolicy(fields as unknown as PublishPolicy, renamed);
    const envelope = takeEnvelope(fields, arrival.principal);
    if (chosenId !== undefined) this.choose(fields, chosenId, def, arrival);
    const sent = { ...arrival, ...envelope, ...asNamed(fields, renamed) };
    const command = Object.assign(new (def.command as new () => object)(), fields);
    return { def, command, sent, customers: customersOf(def, fields) };
  }

  /** Sends it and records the outcome. @throws Refusal; Problem `audit/full` */
  async send({ def, command, sent, customers }: Admitted): Promise<Answer> {
    const began = performance.now();
    try {
      this.edge.recordable();
      const answer = await this.bus.execute<object, Answer>(sending(command, sent));
      const { receipt, replayed } = answer;
      const subjects = concerned(answer, def.customer === undefined ? customers : []);
      const outcome = replayed ? 'replayed' : receipt.events.length === 0 ? 'nothing' : 'done';
      this.edge.metrics.command(def.name, outcome, (performance.now() - began) / 1000);
      this.record(sent.principal, def, subjects, `${receipt.stream}@${receipt.revision}`, 'done');
      return answer;
    } catch (error) {
      const { code } = explain(error);
      this.edge.metrics.command(def.name, code, (performance.now() - began) / 1000);
      throw error;
    }
  }

  /**
   * What `send` would answer now. Nothing is done, and nothing is recorded.
   * @param opened customers whose files are assumed to be open already
   * @throws Refusal
   */
  rehearse({ def, command, sent }: Admitted, opened: ReadonlySet<string>): Promise<Answer> {
    return this.edge.engine.commands.rehearse(def, command, sent, opened);
  }

  /** The same for a request: the record of a refusal names the customers. */
  async sendFor(request: Pick<FastifyRequest, 'concerning'>, admitted: Admitted): Promise<Answer> {
    try {
      return await this.send(admitted);
    } catch (error) {
      request.concerning = await this.concerning(admitted);
      throw error;
    }
  }

  /** Customers whom a command is about, for the record of a refusal: only known ones, as a reference may be any text. */
  async concerning({ def, customers }: Pick<Admitted, 'def' | 'customers'>): Promise<readonly string[]> {
    if (def.customer === undefined) return customers;
    // an error here must not replace the refusal
    const known = (reference: string): Promise<string | undefined> =>
      this.edge.engine.customers.known(reference).catch(() => undefined);
    return (await Promise.all(customers.map(known))).filter((id) => id !== undefined);
  }

  record(who: Principal, def: AnyCommandDef, subjects: readonly string[], detail: string, outcome: string): void {
    this.edge.note(who, { kind: 'command', action: def.name, subjects, detail, outcome });
  }

  /** Checks a policy's document by the rules of that policy. */
  private checkPolicy({ name, document }: PublishPolicy, renamed: Renamed[]): void {
    const { policies } = this.edge.engine.registry;
    const policy = policies.get(name);
    const known = enumerated([...policies.keys()]);
    if (!policy)
      throw invalid([
        {
          pointer: '/name',
          code: 'unknown-policy',
          detail: { zh: `没有名为 ${name} 的政策；现有：${known.zh}。`, en: `is no policy; known ones: ${known.en}.` },
        },
      ]);
    const errors = compileRules(policy.document as Class<object>).check(document, undefined, renamed);
    if (errors.length > 0) throw invalid(errors.map((each) => ({ ...each, pointer: `/document${each.pointer}` })));
    const fault = policy.fault?.(document);
    if (fault !== undefined) {
      const { at = '', ...detail } = fault;
      throw invalid([{ pointer: `/document${at}`, code: 'makes-no-sense', detail }]);
    }
    if (policy === personalData) this.checkOpened(document as unknown as PersonalData);
    if (policy === historyPolicy) this.checkKeys(document as unknown as HistoryPolicy);
  }

  /** Refuses unknown keys: a mistyped one would seem to have the permission. */
  private checkKeys({ keys }: HistoryPolicy): void {
    const errors = keys.flatMap((id, index) =>
      this.edge.keys.nameOf(id) !== null
        ? []
        : {
            pointer: `/document/keys/${index}`,
            code: 'unknown-key',
            detail: { zh: `没有编号为 ${id} 的密钥。`, en: `${id} is the id of no key.` },
          },
    );
    if (errors.length > 0) throw invalid(errors);
  }

  /** Refuses unknown field names: a mistyped one would show nothing, unnoticed. */
  private checkOpened({ analyst }: PersonalData): void {
    const known = personalNames(this.edge.engine.registry);
    const unknown = analyst.flatMap((name, index) => (known.includes(name) ? [] : [{ name, index }]));
    if (unknown.length > 0)
      throw invalid(
        unknown.map(({ name, index }) => ({
          pointer: `/document/analyst/${index}`,
          code: 'unknown-field',
          detail: {
            zh: `没有名为 ${name} 的个人字段；可用：${enumerated(known).zh}。`,
            en: `${name} is no personal field; known ones: ${enumerated(known).en}.`,
          },
        })),
      );
  }

  /** Chooses an id where the sender gave none: the same for a repeat, so that it finds what the first one made. */
  private choose(
    fields: Record<string, unknown>,
    field: string,
    def: AnyCommandDef,
    { principal, key, messageId }: Arrival,
  ): void {
    const given = fields[field];
    if (given === undefined)
      fields[field] =
        messageId !== undefined
          ? derivedId('id', def.name, 'message', principal.id, messageId)
          : key !== undefined
            ? derivedId('id', def.name, principal.id, key)
            : this.edge.newId();
    else if (typeof given === 'string' && looksPersonal(given))
      throw invalid([
        {
          pointer: `/${field}`,
          code: 'personal-id',
          detail: {
            zh: '形似电话号码或电子邮箱；编号会写入永久日志，不得含个人数据。',
            en: 'looks like a phone number or an e-mail; ids stay for ever and must hold no personal data.',
          },
        },
      ]);
  }
}

/** What named departments by other names than their codes, as it was sent. @param fields without the envelope */
function asNamed(
  fields: Record<string, unknown>,
  renamed: readonly Renamed[],
): Pick<Sent, 'departmentNamed' | 'commandNamed'> {
  if (renamed.length === 0) return {};
  const isEnvelope = ({ holder, field }: Renamed): boolean => holder === fields && field in ENVELOPE;
  const department = renamed.find(isEnvelope);
  const own = renamed.filter((each) => !isEnvelope(each));
  return {
    ...(department !== undefined && { departmentNamed: department.name }),
    ...(own.length > 0 && { commandNamed: withNames(fields, own) }),
  };
}
function withNames(fields: object, renamed: readonly Renamed[]): object {
  const codes = renamed.map(({ holder, field }) => holder[field]);
  for (const { holder, field, name } of renamed) holder[field] = name;
  const named = structuredClone(fields);
  for (const [index, { holder, field }] of renamed.entries()) holder[field] = codes[index];
  return named;
}

/** Customers that a command was about: its subject and those it names, as the subject may be no customer (`~…`). */
function concerned({ subject, customer }: Answer, named: readonly string[]): readonly string[] {
  const customers = customer === undefined ? named : [customer];
  if (subject === undefined) return customers;
  return subject.startsWith('~') ? [subject, ...customers] : [subject];
}

/** The customers that a command names: its `customer` field, or its id where it is about a customer's file. */
export function customersOf(def: AnyCommandDef, fields: Readonly<Record<string, unknown>>): readonly string[] {
  const named = def.customer === undefined ? undefined : fields[def.customer];
  if (typeof named === 'string') return [named];
  if (def.subject !== undefined || def.on.category !== OF_CUSTOMERS.category) return [];
  const id: unknown = def.id(fields);
  return typeof id === 'string' ? [id] : [];
}
