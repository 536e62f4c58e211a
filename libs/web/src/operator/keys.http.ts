import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsOptional, IsString } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import {
  AreDepartments,
  holdsPersonal,
  IsForm,
  IsInstant,
  IsOneOf,
  IsText,
  Titled,
  VISIBLE,
  VISIBLE_WORDS,
} from '@dossier/fields';
import { closedObject, departments, type Instant, type Role, roles } from '@dossier/kernel';
import { pathParameter } from '../commands/command.route';
import { bodyOf } from '../edge/body';
import { Edge, principalOf } from '../edge/edge';
import { invalid, Problem } from '../edge/problem';
import { compileRules, type FieldError, type Schema } from '@dossier/rules';
import { VaultStopped } from '@dossier/vault';
import { Serves } from '../edge/served';
import { Parameters } from '../reads/parameters';
import { allOf, answer, INSTANT, orNullSchema, preceded, STRING } from '../reads/read.docs';
import { rowsRead } from '../reads/rows';

export class IssueKey {
  @Titled({ zh: '用途', en: 'What it is for' }) @IsText(100) @IsForm(VISIBLE, VISIBLE_WORDS) name!: string;
  @Titled(roles.title) @IsOneOf(roles) role!: Role;
  @Titled(departments.title, {
    help: { zh: 'staff 必填：可以哪些部门的名义登记。', en: 'Needed for staff: for which they may speak.' },
    kind: 'department',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @AreDepartments()
  departments?: string[];
  @Titled({ zh: '到期时间', en: 'Expires' }, { help: { zh: '省略则不过期。', en: 'Left out: never.' } })
  @IsOptional()
  @IsInstant()
  expiresAt?: Instant;
}
const rules = compileRules(IssueKey);

const KEY: Schema = closedObject({
  id: { ...STRING, examples: ['key-kmiqb9d5'] },
  name: STRING,
  role: { enum: roles.codes },
  departments: { type: 'array', items: STRING },
  createdAt: INSTANT,
  expiresAt: orNullSchema(INSTANT),
  revokedAt: orNullSchema(INSTANT),
});
const ISSUED: Schema = preceded({ key: { ...STRING, examples: ['dsk_kmiqb9d5_…'] } }, KEY);

/** Keys of services and people; for admins. */
@Controller('keys')
export class KeysHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get()
  @Serves({
    by: [],
    audit: { kind: 'read', action: 'GET /keys' },
    operation: {
      tag: 'operator',
      summary: { zh: '密钥列表，不含密钥本身', en: 'The keys, without their secrets' },
      description: {
        zh: '密钥不在事件日志中，故回答没有 position。',
        en: 'Keys are not in the log of events, so the answer has no position.',
      },
      answers: { 200: answer({ zh: '密钥。', en: 'Keys.' }, allOf(KEY)) },
    },
  })
  list(@Req() request: FastifyRequest): object {
    Parameters.of(request.url).refuseUnknown([]);
    const items = this.edge.keys.list();
    this.edge.note(principalOf(request), { kind: 'read', action: 'GET /keys', detail: rowsRead(items) });
    return { items, next: null };
  }

  @Post()
  @Serves({
    by: [],
    audit: { kind: 'command', action: 'keys.Issue' },
    takes: 'application/json',
    operation: {
      tag: 'operator',
      summary: { zh: '签发密钥，只显示一次', en: 'Issue a key; it is shown once' },
      body: {
        type: 'application/json',
        schema: rules.schema,
        definitions: rules.definitions,
        example: { name: 'ERP import', role: 'service' },
      },
      answers: {
        201: answer(
          { zh: '新密钥；key 只在此出现一次。', en: 'The new key; `key` is shown here and never again.' },
          ISSUED,
        ),
      },
    },
  })
  async issue(@Req() request: FastifyRequest): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const { value, nodes } = bodyOf(request);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Problem('request/not-an-object');
    const errors = rules.check(value, nodes);
    if (errors.length > 0) throw invalid(errors);
    const { departments: named, ...rest } = value as Pick<IssueKey, keyof IssueKey>;
    const wanted: IssueKey = { ...rest, ...(named && { departments: [...new Set(named)] }) };
    const faults = faultsOf(wanted, this.edge.engine.clock.now());
    if (faults.length > 0) throw invalid(faults);
    const issued = await this.edge.keys.issue(wanted);
    this.edge.note(principalOf(request), {
      kind: 'command',
      action: 'keys.Issue',
      detail: `${issued.id} ${issued.role}`,
    });
    return issued;
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Serves({
    by: [],
    audit: { kind: 'command', action: 'keys.Revoke' },
    operation: {
      tag: 'operator',
      summary: { zh: '吊销密钥，立即生效', en: 'Revoke a key, from now on' },
      parameters: [pathParameter('id')],
      answers: { 200: answer({ zh: '已吊销的密钥。', en: 'The revoked key.' }, KEY) },
      problems: [404],
    },
  })
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    Parameters.of(request.url).refuseUnknown([]);
    const found = await this.edge.keys.revoke(id).catch((error: unknown) => {
      if (error instanceof VaultStopped) throw new Problem('keys/revocation-not-kept', { id: id.slice(0, 64) });
      throw error;
    });
    if (!found) throw new Problem('keys/unknown', { id: id.slice(0, 64) });
    this.edge.note(principalOf(request), { kind: 'command', action: 'keys.Revoke', detail: id });
    return this.edge.keys.list().find((key) => key.id === id) ?? {};
  }
}

/** Faults of a requested key that a schema cannot express. */
function faultsOf({ name, role, departments = [], expiresAt }: IssueKey, now: Instant): readonly FieldError[] {
  const faults: FieldError[] = [];
  if (holdsPersonal(name))
    faults.push({
      pointer: '/name',
      code: 'personal-text',
      detail: {
        zh: '含有电话号码或电子邮箱；名称以明文保存，审计员与管理员均可查看。请写明密钥的用途，如“ERP 导入”。',
        en: 'holds a phone number or an e-mail; it is kept in the clear and shown to auditors and admins. Say what the key is for, such as ERP import.',
      },
    });
  if (role === 'staff' && departments.length === 0)
    faults.push({
      pointer: '/departments',
      code: 'missing',
      detail: { zh: 'staff 密钥须写明至少一个部门。', en: 'is missing; a key of staff names one department at least.' },
    });
  if (expiresAt !== undefined && expiresAt <= now)
    faults.push({
      pointer: '/expiresAt',
      code: 'in-the-past',
      detail: { zh: '该时间已过；这样的密钥永远无法使用。', en: 'is past; such a key could never be used.' },
    });
  return faults;
}
