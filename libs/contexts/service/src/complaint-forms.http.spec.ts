import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
  await door.rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' });
  const filed = { complaintId: 'k', number: 'K-1', customerId: 'c', severity: 'minor', complaint: 'scratched' };
  await door.rig.send('service.FileComplaint', filed);
  await door.rig.caughtUp();
});
afterAll(() => door.close());

const form = (search: string, language: string, complaint = 'k') =>
  door.app.inject({
    url: `/api/v1/complaints/${complaint}/forms/feedback${search}`,
    headers: { authorization: `Bearer ${door.keys.admin}`, 'accept-language': language, accept: 'text/html' },
  });

it.each([
  ['', 'en', 'en'],
  ['', 'zh', 'zh-CN'],
  ['?lang=zh', 'en', 'zh-CN'],
  ['?lang=en', 'zh', 'en'],
])('a form with %j for a reader of %s is in %s', async (search, reader, language) => {
  const { statusCode, headers } = await form(search, reader);
  expect([statusCode, headers['content-language']]).toEqual([200, language]);
});

it('a refusal is in the language of the form that was asked for', async () => {
  const answer = await form('?lang=en', 'zh', 'nope');
  expect([answer.statusCode, answer.headers['content-language']]).toEqual([404, 'en']);
  expect(answer.json()).toMatchObject({ title: 'Not found' });
});

it('a form in a language that there is not is refused, and says which there are', async () => {
  const answer = await form('?lang=de', 'en');
  expect(answer.statusCode).toBe(400);
  expect(answer.body).toContain('must be zh or en.');
});
