import { randomUUID } from 'node:crypto';
import { firstIndex } from '@dossier/kernel';
import { readFileSync } from 'node:fs';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import type { Certificate } from './certificate';
import { freePort } from './server';

interface Message {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}
interface Kept extends Message {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

/**
 * What happens to an append: it is refused before it is written; written and its answer lost; or reported as failed and
 * written some appends later, as a server does that stood still.
 */
export type Fate = 'done' | 'dropped' | 'answer-lost' | 'late';

const HOST = '127.0.0.1';
const INVALID_POSITION = { code: status.INVALID_ARGUMENT, details: 'Trying to read from an invalid position.' };

/**
 * A server that speaks the protocol of EventStoreDB, in this process and memory, for no registry carries the real one.
 * What it does that its documentation does not say: positions are far apart; a repeat is answered as a success, at its
 * old place; reads begin at what is named, subscriptions behind it; events of the system's own come between ours.
 * Facts of the protocol: the client's generated definitions.
 */
export class EventStoreDbServer {
  /** Decides over each append; done unless told otherwise. */
  fate: (stream: string) => Fate = () => 'done';
  /** True: reads and subscriptions are not answered, as by a server that stands still. */
  frozen = false;
  private readonly all: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  /** Number of events that a stream has had: one that was taken out is not counted twice. */
  private readonly ends = new Map<string, number>();
  private end = 1_000;
  private readonly late: { after: number; readonly write: () => void }[] = [];
  private readonly subscribers = new Set<() => void>();
  private server: Server | undefined;
  private readonly ports: number[] = [];

  /** @param certificate it is asked by TLS alone; left out: without */
  constructor(private readonly certificate?: Certificate) {}

  /**
   * Listens, again at the ports of before.
   * @param nodes more than one: a cluster, of which clients ask where its leader is; all of its nodes are this one
   * @returns connection string
   */
  async listen(nodes = 1): Promise<string> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(StreamsService, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) =>
        this.append(call, answer),
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => this.read(call),
      delete: unknown,
      tombstone: unknown,
      batchAppend: unknown,
    });
    server.addService(ServerFeaturesService, {
      getSupportedMethods: (_: unknown, answer: sendUnaryData<SupportedMethods>) => answer(null, features()),
    });
    server.addService(GossipService, {
      read: (_: unknown, answer: sendUnaryData<ClusterInfo>) => answer(null, cluster(this.ports)),
    });
    this.server = server;
    // one that the system gives could be taken by a connection while it is stopped
    while (this.ports.length < nodes) this.ports.push(await freePort());
    const addresses = this.ports.map((port) => `${HOST}:${port}`);
    const credentials = credentialsOf(this.certificate);
    for (const address of addresses)
      await new Promise<void>((resolve, reject) => {
        server.bindAsync(address, credentials, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    return `esdb://${addresses.join(',')}?tls=${this.certificate !== undefined}`;
  }

  /** Cuts all connections; what was written stays. */
  stop(): void {
    this.server?.forceShutdown();
    this.subscribers.clear();
    this.server = undefined;
  }

  /** Takes an event out, as no client can. */
  lose(position: number): void {
    for (const kept of [this.all, ...this.streams.values()]) {
      const index = kept.findIndex((event) => event.position === position);
      if (index >= 0) kept.splice(index, 1);
    }
  }

  /** A copy of all that is there. @returns puts it in the place of what is there then */
  copy(): () => void {
    const { end } = this;
    const all = [...this.all];
    const streams = [...this.streams].map(([name, kept]) => [name, [...kept]] as const);
    const ends = [...this.ends];
    return () => {
      this.end = end;
      this.all.splice(0, Infinity, ...all);
      this.streams.clear();
      for (const [name, kept] of streams) this.streams.set(name, [...kept]);
      this.ends.clear();
      for (const [name, count] of ends) this.ends.set(name, count);
    };
  }

  private append(call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void {
    let options: AppendReq.Options | undefined;
    const messages: Message[] = [];
    call.on('data', (request: AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message) messages.push(proposed(message));
    });
    call.on('end', () => {
      if (!options) throw new Error('an append begins with its options');
      const stream = nameOf(options.getStreamIdentifier());
      const fate = this.fate(stream);
      const failed = (details: string): void => answer({ code: status.UNAVAILABLE, details });
      if (fate === 'dropped') {
        failed('dropped');
        return;
      }
      const asked = options;
      if (fate === 'late') {
        this.late.push({
          after: 1 + ((messages[0]?.id.charCodeAt(0) ?? 0) % 8),
          write: () => this.written(stream, asked, messages),
        });
        failed('it stood still');
        return;
      }
      const response = this.written(stream, options, messages);
      this.writeLate();
      if (fate === 'answer-lost') failed('the answer is lost');
      else answer(null, response);
    });
  }

  private writeLate(): void {
    for (const one of [...this.late]) {
      if (--one.after > 0) continue;
      this.late.splice(this.late.indexOf(one), 1);
      one.write();
    }
  }

  private written(stream: string, options: AppendReq.Options, messages: readonly Message[]): AppendResp {
    const last = (this.ends.get(stream) ?? 0) - 1;
    const expected = options.hasNoStream() ? -1 : Number(options.getRevision());
    const response = new AppendResp();
    const repeated = expected === last ? undefined : this.repeated(stream, expected, messages);
    if (expected !== last && !repeated) {
      const wrong = new AppendResp.WrongExpectedVersion();
      if (last < 0) wrong.setCurrentNoStream(new Empty());
      else wrong.setCurrentRevision(String(last));
      if (expected < 0) wrong.setExpectedNoStream(new Empty());
      else wrong.setExpectedRevision(String(expected));
      response.setWrongExpectedVersion(wrong);
      return response;
    }
    const end = repeated ?? this.keep(stream, messages);
    const success = new AppendResp.Success();
    success.setCurrentRevision(String(end.revision));
    const position = new AppendResp.Position();
    position.setCommitPosition(String(end.position));
    position.setPreparePosition(String(end.position));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }

  /** The last of the same events at the same place. */
  private repeated(stream: string, expected: number, messages: readonly Message[]): Kept | undefined {
    const kept = this.streams.get(stream) ?? [];
    const there = messages.map(({ id }, i) =>
      kept.find((event) => event.revision === expected + 1 + i && event.id === id),
    );
    return there.includes(undefined) ? undefined : there.at(-1);
  }

  private keep(stream: string, messages: readonly Message[]): Kept {
    const kept = this.streams.get(stream) ?? [];
    this.streams.set(stream, kept);
    for (const message of messages) {
      const revision = this.ends.get(stream) ?? 0;
      this.end += 100 + message.data.length;
      const event = { ...message, stream, revision, position: this.end };
      kept.push(event);
      this.all.push(event);
      this.ends.set(stream, revision + 1);
    }
    if (this.all.length % 7 === 0) this.ownEvent();
    for (const give of this.subscribers) give();
    const last = kept.at(-1);
    if (!last) throw new Error('nothing was to be written');
    return last;
  }

  private ownEvent(): void {
    const [data, metadata] = [Buffer.from('{}'), Buffer.alloc(0)];
    this.end += 300;
    this.all.push({
      ...{ id: randomUUID(), type: '$statsCollected', contentType: 'application/json', data, metadata },
      ...{ stream: '$stats-127.0.0.1', revision: this.all.length, position: this.end },
    });
  }

  private read(call: ServerWritableStream<ReadReq, ReadResp>): void {
    if (this.frozen) return;
    const options = call.request.getOptions();
    const [one, all] = [options?.getStream(), options?.getAll()];
    if (options && all && options.hasSubscription()) this.subscribe(call, options, all);
    else if (options && all) this.readAll(call, options, all);
    else if (options && one) this.readStream(call, options, one);
    else call.emit('error', { code: status.UNIMPLEMENTED, details: 'an unknown read' });
  }

  private readStream(
    call: ServerWritableStream<ReadReq, ReadResp>,
    options: ReadReq.Options,
    one: ReadReq.Options.StreamOptions,
  ): void {
    const name = nameOf(one.getStreamIdentifier());
    const kept = this.streams.get(name) ?? [];
    const backwards = isBackwards(options);
    if (!this.ends.has(name)) {
      const [missing, response] = [new ReadResp.StreamNotFound(), new ReadResp()];
      missing.setStreamIdentifier(identifier(name));
      response.setStreamNotFound(missing);
      call.write(response);
      return void call.end();
    }
    const from = one.hasStart() ? 0 : one.hasEnd() ? Infinity : Number(one.getRevision());
    const wanted = backwards
      ? kept.filter(({ revision }) => revision <= from).reverse()
      : kept.filter(({ revision }) => revision >= from);
    for (const event of wanted.slice(0, Number(options.getCount()))) call.write(delivered(event));
    call.end();
  }

  private readAll(
    call: ServerWritableStream<ReadReq, ReadResp>,
    options: ReadReq.Options,
    all: ReadReq.Options.AllOptions,
  ): void {
    const from = placeOf(all);
    if (this.isInvalid(from)) return void call.emit('error', INVALID_POSITION);
    const [count, place] = [Number(options.getCount()), this.placeFrom(from)];
    // as a commit position ends a record, reading backwards begins before it
    const wanted = isBackwards(options)
      ? this.all.slice(Math.max(place - count, 0), place).reverse()
      : this.all.slice(place, place + count);
    for (const event of wanted) call.write(delivered(event));
    call.end();
  }

  /** Gives what is there and what will come, waiting for a slow reader. */
  private subscribe(
    call: ServerWritableStream<ReadReq, ReadResp>,
    options: ReadReq.Options,
    all: ReadReq.Options.AllOptions,
  ): void {
    const isWanted = filterOf(options);
    let behind = all.hasEnd() ? this.end : placeOf(all);
    if (this.isInvalid(behind)) return void call.emit('error', INVALID_POSITION);
    const [confirmation, response] = [new ReadResp.SubscriptionConfirmation(), new ReadResp()];
    confirmation.setSubscriptionId(randomUUID());
    response.setConfirmation(confirmation);
    call.write(response);
    let free = true;
    const give = (): void => {
      for (let i = firstIndex(this.all, ({ position }) => position > behind); free && i < this.all.length; i++) {
        const event = this.all[i] as Kept;
        behind = event.position;
        if (isWanted(event)) free = call.write(delivered(event));
      }
    };
    call.on('drain', () => {
      free = true;
      give();
    });
    this.subscribers.add(give);
    call.on('cancelled', () => this.subscribers.delete(give));
    give();
  }

  /** Of the first record at a position or behind it. */
  private placeFrom(position: number): number {
    return firstIndex(this.all, (event) => event.position >= position);
  }

  private isInvalid(position: number): boolean {
    return position > 0 && position < Infinity && this.all[this.placeFrom(position)]?.position !== position;
  }
}

const isBackwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
const placeOf = (all: ReadReq.Options.AllOptions): number =>
  all.hasStart() ? 0 : all.hasEnd() ? Infinity : Number(all.getPosition()?.getCommitPosition());

/** The expression over stream names; without one all are wanted. */
function filterOf(options: ReadReq.Options): (event: Kept) => boolean {
  const expression = options.getFilter()?.getStreamIdentifier();
  if (!expression) return () => true;
  const form = new RegExp(expression.getRegex());
  return ({ stream }) => form.test(stream);
}

const credentialsOf = (certificate?: Certificate): ServerCredentials =>
  certificate
    ? ServerCredentials.createSsl(null, [
        { cert_chain: readFileSync(certificate.cert), private_key: readFileSync(certificate.key) },
      ])
    : ServerCredentials.createInsecure();

const unknown = (_: unknown, answer: sendUnaryData<never>): void => answer({ code: status.UNIMPLEMENTED });

const nameOf = (id: StreamIdentifier | undefined): string =>
  Buffer.from(id?.getStreamName_asU8() ?? []).toString('utf8');
function identifier(stream: string): StreamIdentifier {
  const id = new StreamIdentifier();
  id.setStreamName(Buffer.from(stream, 'utf8'));
  return id;
}

const proposed = (message: AppendReq.ProposedMessage): Message => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

function delivered(event: Kept): ReadResp {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  const id = new UUID();
  id.setString(event.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifier(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setPreparePosition(String(event.position));
  recorded.setCommitPosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type).set('content-type', event.contentType).set('created', '0');
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const [read, response] = [new ReadResp.ReadEvent(), new ReadResp()];
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  response.setEvent(read);
  return response;
}

/** All are there, and the first leads. */
function cluster(ports: readonly number[]): ClusterInfo {
  const { LEADER, FOLLOWER } = MemberInfo.VNodeState;
  const all = new ClusterInfo();
  for (const [index, port] of ports.entries()) {
    const [node, at, id] = [new MemberInfo(), new EndPoint(), new UUID()];
    id.setString(randomUUID());
    at.setAddress(HOST);
    at.setPort(port);
    node.setInstanceId(id);
    node.setTimeStamp('0');
    node.setState(index === 0 ? LEADER : FOLLOWER);
    node.setIsAlive(true);
    node.setHttpEndPoint(at);
    all.addMembers(node);
  }
  return all;
}

function features(): SupportedMethods {
  const all = new SupportedMethods();
  all.setEventStoreServerVersion('24.6.0');
  for (const name of ['append', 'read', 'batchappend']) {
    const method = new SupportedMethod();
    method.setServiceName('event_store.client.streams.Streams');
    method.setMethodName(name);
    all.addMethods(method);
  }
  return all;
}
