/** The heading and the first records of a CSV text, line by line: a quoted cell may go on over several lines. */
export async function* firstRecords(lines: AsyncIterable<string>, most = Infinity): AsyncGenerator<string> {
  let records = -1; // the heading is none
  let quotes = 0;
  for await (const line of lines) {
    yield line;
    quotes += line.split('"').length - 1;
    if (quotes % 2 === 0) records += 1;
    if (records >= most) return;
  }
}
