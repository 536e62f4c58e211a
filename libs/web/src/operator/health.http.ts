import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Text } from '@dossier/kernel';
import { Edge } from '../edge/edge';
import { Serves } from '../edge/served';
import { anyAnswer } from '../reads/read.docs';
import type { Schema } from '@dossier/rules';

const READY: Schema = {
  type: 'object',
  required: ['ready', 'degraded', 'reasons'],
  properties: {
    ready: { type: 'boolean' },
    degraded: {
      type: 'boolean',
      description: 'Something is damaged that keeps nobody from working. · 有损坏，但不影响工作。',
    },
    reasons: { type: 'array', items: { type: 'string' } },
  },
};

/** For load balancers, supervisors and Prometheus. */
@Controller()
export class HealthHttp {
  constructor(@Inject(Edge) private readonly edge: Edge) {}

  @Get('health/live')
  @Serves({
    by: 'everyone',
    operation: {
      tag: 'health',
      summary: { zh: '进程在运行', en: 'The process is alive' },
      answers: { 200: anyAnswer({ zh: '在运行。', en: 'Alive.' }) },
    },
  })
  live(): object {
    return { live: true, version: this.edge.version };
  }

  @Get('health/ready')
  @Serves({
    by: 'everyone',
    operation: {
      tag: 'health',
      summary: { zh: '可以接受请求', en: 'Requests can be taken' },
      answers: {
        200: { description: { zh: '就绪。', en: 'Ready.' }, content: { 'application/json': READY } },
        503: {
          description: { zh: '未就绪，附原因。', en: 'Not ready, and why.' },
          content: { 'application/json': READY },
        },
      },
    },
  })
  ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): object {
    const { engine, draining } = this.edge;
    const reasons: readonly Text[] = [
      ...engine.troubles(),
      ...(engine.accessLog.healthy() ? [] : [{ zh: '访问记录无法写入', en: 'access records cannot be written' }]),
      ...(draining.signal.aborted ? [{ zh: '服务正在停止', en: 'the server is stopping' }] : []),
    ];
    const isReady = reasons.length === 0;
    const damage = engine.degraded();
    void reply.code(isReady ? 200 : 503).header('vary', 'accept-language');
    return {
      ready: isReady,
      degraded: damage.length > 0,
      reasons: [...reasons, ...damage].map((reason) => reason[request.language]),
    };
  }

  @Get('metrics')
  @Serves({
    by: 'local',
    operation: {
      tag: 'health',
      summary: { zh: 'Prometheus 指标；从其他机器读取需密钥', en: 'Figures for Prometheus; from elsewhere with a key' },
      answers: {
        200: { description: { zh: '指标。', en: 'Figures.' }, content: { 'text/plain': { type: 'string' } } },
      },
    },
  })
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { type, text } = await this.edge.metrics.text();
    void reply.type(type);
    return text;
  }
}
