import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languageOf, type Text } from '@dossier/kernel';
import {
  type AnswerDoc,
  Edge,
  isLocal,
  Parameters,
  preferred,
  PREFIX,
  Problem,
  sendWritten,
  Serves,
} from '@dossier/web';
import { OneTimeSignIn } from './sign-in';
import { writtenApi } from './openapi';
import { demoPrefix, storiesOf, type Story } from './demo';
import { holdingOf } from './holding';
import { PAGE_POLICY } from './page';
import { keyPage, noLinksPage, signInPage, usedPage } from './sign-in-pages';
import { type Example, welcomePage } from './welcome';

const html = (zh: string, en: string): AnswerDoc => ({
  description: { zh, en },
  content: { 'text/html': { type: 'string' } },
});
const ONCE = {
  name: 'once',
  in: 'query',
  required: true,
  schema: { type: 'string' },
  description: { zh: '启动时显示的一次性口令。', en: 'The one-time token printed at the start.' } satisfies Text,
} as const;
/** A person is told how to go on, a program what is wrong. */
const USED: AnswerDoc = {
  description: { zh: '链接已使用或已过期。', en: 'The link was used or has expired.' },
  content: {
    'text/html': { type: 'string' },
    'application/problem+json': { $ref: '#/components/schemas/Problem' },
  },
};

/** Pages for people, and the document of the API. */
@Controller()
export class WelcomeHttp {
  private documents: Promise<Readonly<Record<Language, Buffer>>> | undefined;

  constructor(
    @Inject(Edge) private readonly edge: Edge,
    @Inject(OneTimeSignIn) private readonly signIn: OneTimeSignIn,
  ) {}

  @Get()
  @Serves({
    by: 'everyone',
    operation: {
      tag: 'pages',
      summary: { zh: '首页', en: 'The first page' },
      answers: { 200: html('首页。', 'The page.') },
    },
  })
  async welcome(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const language = languageOf(Parameters.of(request.url).one('lang') ?? '') ?? request.language;
    const holding = await holdingOf(this.edge.engine, isLocal(request));
    return asPage(
      reply,
      language,
      welcomePage(language, {
        origin: originOf(request),
        data: this.dataFor(request),
        onServers: this.onServers,
        holding,
        stories: isLocal(request) ? await this.stories(language) : [],
        example: this.example(),
      }),
    );
  }

  @Get('sign-in')
  @Serves({
    by: 'everyone',
    operation: {
      tag: 'pages',
      summary: { zh: '一次性登录：签发首个 admin 密钥', en: 'One-time sign-in: the first key of role admin' },
      parameters: [ONCE],
      answers: { 200: html('带按钮的页面。', 'A page with a button.'), 410: USED },
    },
  })
  offer(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    const token = Parameters.of(request.url).one('once');
    if (token === undefined || !this.signIn.accepts(token)) return this.usedUp(request, reply);
    return asPage(reply, request.language, signInPage(request.language, token));
  }

  @Post('sign-in')
  @Serves({
    by: 'everyone',
    takes: 'application/x-www-form-urlencoded',
    operation: {
      tag: 'pages',
      summary: { zh: '签发首个 admin 密钥', en: 'Issue the first key of role admin' },
      parameters: [ONCE],
      answers: { 201: html('显示密钥，仅此一次。', 'The key, shown once.'), 410: USED },
    },
  })
  async issue(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!this.signIn.use(Parameters.of(request.url).one('once'))) return this.usedUp(request, reply);
    const { id, key } = await this.edge.keys.issue({ name: 'sign-in link', role: 'admin' });
    this.edge.note(
      { id, role: 'admin', departments: [] },
      { kind: 'command', action: 'keys.Issue', detail: `${id} admin` },
    );
    return asPage(reply, request.language, keyPage(request.language, key, originOf(request)));
  }

  @Get('openapi.json')
  @Serves({
    by: 'everyone',
    operation: {
      tag: 'pages',
      summary: { zh: '本接口的 OpenAPI 3.1 文档', en: 'The OpenAPI 3.1 document of this API' },
      answers: {
        200: {
          description: { zh: '文档。', en: 'The document.' },
          content: { 'application/json': { type: 'object', additionalProperties: true } },
        },
      },
    },
  })
  async openApi(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    this.documents ??= writtenApi(this.edge);
    void reply.header('vary', 'accept-language');
    return sendWritten(reply, (await this.documents)[request.language]);
  }

  /** @throws Problem `sign-in/used` for who does not ask for a page */
  private usedUp(request: FastifyRequest, reply: FastifyReply): string {
    const nobody = { actor: 'nobody', role: 'none', kind: 'entry', subjects: [] } as const;
    this.edge.refusals.note({ ...nobody, action: 'sign-in', detail: `from ${request.ip}`, outcome: 'sign-in/used' });
    if (preferred(request.headers.accept, ['application/problem+json', 'text/html']) !== 'text/html')
      throw new Problem('sign-in/used');
    const { language } = request;
    const told = this.onServers ? noLinksPage(language) : usedPage(language, this.dataFor(request));
    const page = asPage(reply.code(410), language, told);
    void reply.header('vary', 'accept, accept-language');
    return page;
  }

  private get onServers(): boolean {
    return this.edge.engine.data === undefined;
  }

  private dataFor(request: FastifyRequest): string | undefined {
    return isLocal(request) ? this.edge.engine.data : undefined;
  }

  private async stories(language: Language): Promise<readonly Story[]> {
    const { demo, engine } = this.edge;
    const [first] = demo ? await engine.feed.at([1]) : [];
    const prefix = demoPrefix(first?.stream ?? '');
    return prefix === undefined ? [] : storiesOf(prefix, language);
  }

  private example(): Example | undefined {
    const path = `/${PREFIX}/customers`;
    const route = this.edge.routes.routes.find(({ method, url }) => method === 'POST' && url === path);
    const body = route?.served.operation.body?.example;
    return body === undefined ? undefined : { path, body };
  }
}

function asPage(reply: FastifyReply, language: Language, page: string): string {
  void reply.type('text/html; charset=utf-8').headers({
    'content-security-policy': PAGE_POLICY,
    'content-language': language === 'zh' ? 'zh-CN' : 'en',
    vary: 'accept-language',
  });
  return page;
}

/** Where the reader reached us; a name that could not be one is not repeated. */
function originOf({ headers: { host } }: FastifyRequest): string {
  return `http://${host !== undefined && /^[\w.[\]:-]{1,255}$/.test(host) ? host : 'localhost:3000'}`;
}
