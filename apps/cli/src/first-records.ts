/**
 * The heading and the first records of a CSV text, each whole: a quoted cell may go on over several lines.
 * @param lines without their line feeds
 */
export async function* firstRecords(lines: AsyncIterable<string>, most = Infinity): AsyncGenerator<string> {
  let records = -1; // the heading is none
  let record: string | undefined;
  let quotes = 0;
  for await (const line of lines) {
    record = record === undefined ? line : `${record}\n${line}`;
    quotes += line.split('"').length - 1;
    if (quotes % 2 !== 0) continue;
    yield record;
    record = undefined;
    records += 1;
    if (records >= most) return;
  }
  if (record !== undefined) yield record; // it was cut off
}
