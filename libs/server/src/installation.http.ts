import { Controller, Get, Inject, Req } from '@nestjs/common';
import { keyedHash } from '@dossier/security';
import { Edge, invalid, Parameters, principalOf, Serves } from '@dossier/web';
import type { FastifyRequest } from 'fastify';

/** What an importer needs of the installation. */
@Controller('installation')
export class InstallationHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get('import-secret')
  @Serves({
    by: [],
    operation: {
      tag: 'operator',
      summary: {
        zh: '某一来源的导入密钥，用于由自然键推导编号',
        en: 'The secret by which imports from a source derive ids from natural keys',
      },
      description: {
        zh: '由安装密钥按来源推导；同一来源总是相同，不能由此得到安装密钥。',
        en: 'Derived from the installation secret for one source: always the same, and tells nothing of the secret itself.',
      },
      parameters: [
        {
          name: 'source',
          in: 'query',
          required: true,
          description: { zh: '来源系统', en: 'the source system' },
          schema: { type: 'string', minLength: 1, maxLength: 64 },
        },
      ],
      answers: {
        200: {
          description: { zh: '密钥。', en: 'The secret.' },
          content: {
            'application/json': {
              type: 'object',
              required: ['source', 'secret'],
              properties: { source: { type: 'string' }, secret: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
            },
          },
        },
      },
    },
  })
  async importSecret(@Req() request: FastifyRequest): Promise<{ source: string; secret: string }> {
    const parameters = Parameters.of(request.url);
    parameters.refuseUnknown(['source']);
    const source = parameters.one('source');
    if (source === undefined || source.length > 64)
      throw invalid([
        {
          pointer: '?source',
          code: 'missing',
          detail: { zh: '请给出来源（1–64 个字符）。', en: 'is missing: 1 to 64 characters.' },
        },
      ]);
    this.edge.note(principalOf(request), { kind: 'read', action: 'installation.ImportSecret', detail: source });
    return { source, secret: keyedHash(await this.edge.engine.vault.secret(), 'import', source) };
  }
}
