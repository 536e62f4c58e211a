import { idOfStep, idUnder } from './claims';
import { streamsWithoutClaim } from './lost-claims';

const plain = (id: string): string => id.replaceAll('-', '');
const claim = (key: string, stream: string, revision: number, position: number, events = 1) => ({
  key,
  answer: { stream, revision, position, events: Array.from({ length: events }) },
});

it('names the streams of commands whose claims are gone, and none that a claim answers for', () => {
  const derived = [
    { stream: 'links-note', revision: 0, position: 1, id: plain(idOfStep('a', 'links-note', 0)) },
    { stream: 'note-1', revision: 0, position: 2, id: plain(idUnder('a', 0)) },
    { stream: 'note-1', revision: 1, position: 3, id: plain(idUnder('a', 1)) },
    { stream: 'order-1', revision: 0, position: 4, id: plain(idUnder('b', 0)) },
    { stream: 'order-2', revision: 0, position: 5, id: plain(idUnder('c', 0)) },
  ];
  const [note, order, name] = [claim('a', 'note-1', 1, 3, 2), claim('b', 'order-1', 0, 4), claim('n', 'order-2', 0, 5)];
  expect(streamsWithoutClaim(derived, [note, order, name])).toEqual(['order-2']);
  // a step goes with its command
  expect(streamsWithoutClaim(derived, [order, claim('c', 'order-2', 0, 5)])).toEqual(['links-note', 'note-1']);
});
