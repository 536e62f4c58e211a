import { escapeHtml } from '@dossier/kernel';
import { openLog } from '@dossier/web';
import { Rig } from '../../testing/src/rig';
import { customers } from '../../contexts/customers/src/customers.module';
import { schemePolicies } from '../../contexts/tiers/src/scheme-policy';
import { createApp } from './app';
import { CAST, DEMO, demoPrefix, proofOf, storiesOf } from './demo';

const PREFIX = `${DEMO}-20261127`;
let rig: Rig;
const apps: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  rig = await Rig.open([customers]);
  await rig.send('customers.RegisterCustomer', { customerId: `${PREFIX}-c1`, kind: 'person' });
  await rig.caughtUp();
});
afterAll(async () => {
  for (const each of apps) await each.close();
  await rig.close();
});

async function served(demo: boolean) {
  const app = await createApp(rig.engine, { log: openLog('silent'), demo });
  apps.push(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

describe('a demo', () => {
  it('leads from its first page into each story, in both languages, whoever sits at the machine', async () => {
    const app = await served(true);
    for (const language of ['zh', 'en'] as const) {
      const { body } = await app.inject({ url: `/?lang=${language}` });
      for (const { title, links } of storiesOf(PREFIX, language)) {
        expect(body).toContain(title[language]);
        for (const { path } of links) expect(body).toContain(`href="${path.replaceAll('&', '&amp;')}"`);
        // the view, not behind a long history
        for (const { typed } of links.filter(({ path }) => /\/360(?:$|\?)/.test(path)))
          expect(typed).toContain('--view');
        for (const { typed } of links.filter((link) => link.typed !== undefined))
          expect(body).toContain(escapeHtml(`npx dossier ${typed} --lang ${language}`));
      }
    }
    expect((await app.inject({ url: '/', remoteAddress: '10.0.0.7' })).body).not.toContain(PREFIX);
  });

  it('is read at the machine without a key, and written by nobody without one', async () => {
    const app = await served(true);
    const url = '/api/v1/customers';
    const status = async (asked: Parameters<typeof app.inject>[0]): Promise<number> =>
      (await app.inject(asked)).statusCode;
    expect(await status({ url })).toBe(200);
    expect(await status({ url, method: 'POST', payload: { kind: 'person' } })).toBe(401);
    expect(await status({ url, headers: { 'x-forwarded-for': '192.0.2.7' } })).toBe(401);
    expect(await status({ url, remoteAddress: '10.0.0.7' })).toBe(401);
    expect(await status({ url, headers: { authorization: 'Bearer dsk_x' } })).toBe(401);
    for (const [site, wanted] of [
      ['same-origin', 200],
      ['none', 200],
      ['cross-site', 401],
      ['same-site', 401],
    ] as const)
      // prettier-ignore
      expect([site, await status({ url, headers: { 'sec-fetch-site': site } })]).toEqual([site, wanted]);
    expect(await status({ url, headers: { host: 'elsewhere.example' } })).toBe(421);
    expect(await status({ url: '/api/v1/keys' })).toBe(403);
  });

  it('is no demo where it is opened as a folder like others', async () => {
    const app = await served(false);
    expect((await app.inject({ url: '/' })).body).not.toContain(PREFIX);
    expect((await app.inject({ url: '/api/v1/customers' })).statusCode).toBe(401);
  });
});

it('knows its own prefix by its first event, and none of another version or business', () => {
  expect(demoPrefix(`customer-${PREFIX}-c1`)).toBe(PREFIX);
  expect(['customer-demo0-20261127-c1', 'customer-c1', 'customer-g1-1000-20261127-c1'].map(demoPrefix)).toEqual([undefined, undefined, undefined]); // prettier-ignore
});

it('leads to every customer of its stories', () => {
  const paths = storiesOf(PREFIX, 'en').flatMap(({ links }) => links.map(({ path }) => path));
  expect(Object.values(CAST).filter((key) => !paths.some((path) => path.includes(`${PREFIX}-${key}/`)))).toEqual([]);
});

it('tries the policy as it is shipped: by profit in place of revenue, and with twice as much for the highest tier', () => {
  interface Draft {
    readonly rules: readonly { readonly conditions: readonly { readonly enter: number; readonly stay: number }[] }[];
  }
  const paths = storiesOf(PREFIX, 'en').flatMap(({ links }) => links.map(({ path }) => path));
  const bodies = paths.flatMap((path) => /tier-schemes\/value\/what-if\?body=(.*)/.exec(path)?.[1] ?? []);
  const shipped = JSON.parse(JSON.stringify(schemePolicies.value.initial)) as Draft;
  const changed = (...of: readonly object[]): object => ({
    draft: {
      ...shipped,
      rules: shipped.rules.map((rule, i) => ({
        ...rule,
        conditions: rule.conditions.map((each) => ({ ...each, ...of[i] })),
      })),
    },
  });
  expect(bodies.map((body) => JSON.parse(decodeURIComponent(body)) as unknown)).toEqual([
    changed({ measure: 'profit', enter: 30_000, stay: 24_000 }, { measure: 'profit', enter: 3_000, stay: 2_400 }),
    changed({ enter: 200_000, stay: 160_000 }),
  ]);
});

it('promises on a Monday what is told on the Tuesday of the week after, whatever day it ends on', () => {
  for (let day = 0; day < 7; day++) {
    const ends = Date.UTC(2026, 10, 22 + day);
    const { promised, told } = proofOf(ends);
    expect([new Date(promised).getUTCDay(), new Date(told).getUTCDay()]).toEqual([1, 2]);
    expect(ends - promised).toBeLessThanOrEqual(35 * 86_400_000);
    expect(told + 2 * 86_400_000).toBeLessThan(ends);
  }
});
