/** Tables of Markdown. */

/** As Prettier writes it. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The rows of every table in a document that has these heads, as their cells. */
export function rowsUnder(document: string, ...heads: readonly string[]): string[][] {
  const rows: string[][] = [];
  let isWithin = false;
  for (const line of document.split('\n')) {
    const cells = line.startsWith('|')
      ? line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim())
      : null;
    if (cells === null) isWithin = false;
    else if (cells.join() === heads.join()) isWithin = true;
    else if (isWithin && !/^-+$/.test(cells[0] ?? '')) rows.push(cells);
  }
  return rows;
}
