import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { closedObject } from '@dossier/kernel';
import { Edge } from '../edge/edge';
import { Serves } from '../edge/served';
import { answer, FLAG, STRING } from '../reads/read.docs';
import type { Schema } from '@dossier/rules';

const READY: Schema = closedObject({
  ready: FLAG,
  degraded: { ...FLAG, description: 'Something is damaged that keeps nobody from working. · 有损坏，但不影响工作。' },
  reasons: { type: 'array', items: STRING },
});
const LIVE: Schema = closedObject({ live: { const: true }, version: STRING });

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
      answers: { 200: answer({ zh: '在运行。', en: 'Alive.' }, LIVE) },
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
      description: {
        zh: '只说明不会自行恢复的问题。名额用尽不算：那只是暂时的，只影响占用名额的密钥，服务会以 503 与 Retry-After 告知；见 /metrics 的 dossier_share_*。',
        en: 'Tells of what does not pass by itself. That shares are used up is not of that kind: it passes, meets first the keys that use them, and is told by 503 with Retry-After; see dossier_share_* in /metrics.',
      },
      answers: {
        200: answer({ zh: '就绪。', en: 'Ready.' }, READY),
        503: answer({ zh: '未就绪，附原因。', en: 'Not ready, and why.' }, READY),
      },
    },
  })
  ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): object {
    const { engine } = this.edge;
    const reasons = this.edge.reasons();
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
      description: {
        zh: 'dossier_share_taken、_most、_waiting 说明各类名额（reads、long-reads、export、events、bulk、verify）与字节（bodies、unread）的占用、上限与排队；dossier_problems_total 按代码计数，其中 reads/busy、reads/long、answers/too-many、answers/unread、request/no-room 为名额不足的拒绝。',
        en: 'dossier_share_taken, _most and _waiting tell how much is taken of places (reads, long-reads, export, events, bulk, verify) and bytes (bodies, unread), how much there is, and how many wait; dossier_problems_total counts problems by code: reads/busy, reads/long, answers/too-many, answers/unread and request/no-room were refused for want of a share.',
      },
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
