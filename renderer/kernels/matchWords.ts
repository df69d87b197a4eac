/** Whether every word of `query` occurs in `text`, whatever the case and order. */
export function matchWords(text: string, query: string): boolean {
  const hay = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
