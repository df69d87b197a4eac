/** FORMAT.md with its tables replaced. */
export function withTables(text: string, tables: Readonly<Record<string, string>>): string;
/** The tables that belong to the exports of footer.ts, dynamicHeader.ts and parentLocatorEntry.ts, taken together. */
export function tablesOf(modules: Readonly<Record<string, unknown>>): Record<string, string>;
