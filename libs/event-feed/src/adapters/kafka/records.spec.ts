import type { Stored } from '@dossier/event-store';
import type { KafkaMessage, Message } from 'kafkajs';
import { ForeignRecord, recordOf, toldBy, watermarkOf } from './records';

const event: Stored = {
  ...{ id: '0190a8a0-0000-7000-8000-000000000001', type: 'sales.OrderPlaced', version: 2 },
  ...{ occurredAt: '2026-01-01T00:00:00.000Z', recordedAt: '2026-01-02T00:00:00.000Z', actor: 'key-1' },
  ...{ department: null, businessLine: '出口', correlationId: 'c', causationId: null, traceparent: '00-1-2-01' },
  ...{ backfill: true, data: '{"名":"张三","n":-0}', hash: 'ab'.repeat(32), stream: 'order-1', revision: 3 },
  ...{ position: 900_719_925_474_099, subject: '客户-1' },
};
/** As the broker gives it: bytes. */
const sent = ({ key, value, headers }: Message): KafkaMessage => ({
  ...{ timestamp: '0', attributes: 0, offset: '7' },
  key: typeof key === 'string' ? Buffer.from(key) : null,
  value: Buffer.from(value as string),
  headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))])),
});

describe('a record of the topic', () => {
  it('brings back the event as the log has it', () => {
    expect(toldBy(sent(recordOf(event, 'a1b2c3d4', 800, 16)), 'a1b2c3d4', 't', 0)).toEqual({
      ...{ event, position: event.position, last: event.position, previous: 800, partitions: 16 },
    });
    const other = { ...event, department: 'sales', businessLine: null, causationId: 'x', backfill: false };
    expect(toldBy(sent(recordOf(other, 'a1b2c3d4', 0, 16)), 'a1b2c3d4', 't', 0).event).toEqual(other);
  });

  it('is a CloudEvent in binary mode, with the attributes of the event stream', () => {
    const { key, value, headers } = recordOf(event, 'a1b2c3d4', 800, 16);
    expect({ key, value }).toEqual({ key: '客户-1', value: event.data });
    expect(headers).toMatchObject({
      ...{ 'content-type': 'application/json', ce_specversion: '1.0', ce_type: 'sales.OrderPlaced' },
      ...{ ce_id: event.id, ce_source: 'urn:dossier:a1b2c3d4', ce_subject: '客户-1', ce_time: event.occurredAt },
      ...{ ce_partitionkey: '客户-1', ce_revision: '3', ce_schemaversion: '2', ce_backfill: 'true' },
    });
    expect(headers).not.toHaveProperty('ce_department');
  });

  it('may only say how far the log is', () => {
    const watermark = watermarkOf('a1b2c3d4', 3, 900, 800, 16);
    const told = { event: undefined, position: 900, last: 800, previous: 800 };
    expect(toldBy(sent(watermark), 'a1b2c3d4', 't', 3)).toEqual({ ...told, partitions: 16 });
    const older = { ...watermark.headers };
    delete older['ce_partitions'];
    expect(toldBy(sent({ ...watermark, headers: older }), 'a1b2c3d4', 't', 3)).toEqual({
      ...told,
      partitions: undefined,
    });
  });

  it.each([
    ['of another log', sent(recordOf(event, 'ffffffff', 0, 16)), 'its source is urn:dossier:ffffffff'],
    ['of somebody else', sent({ value: 'x' }), 'it has no header ce_source'],
    [
      'with a position that is none',
      sent({ value: '', headers: { ...watermarkOf('a1b2c3d4', 0, 9, 0, 16).headers, ce_position: 'a1b2c3d4-0-x' } }),
      'ce_position is x',
    ],
  ])('%s is told by its place', (_, message, why) => {
    const reading = () => toldBy(message, 'a1b2c3d4', 'events', 5);
    expect(reading).toThrow(ForeignRecord);
    expect(reading).toThrow(`record 7 of partition 5 of events is not of this log: ${why}`);
  });
});
