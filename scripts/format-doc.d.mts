/** FORMAT.md with its tables replaced. */
export function withTables(text: string, tables: Readonly<Record<string, string>>): string;
/** The tables that belong to the exports of footer.ts, dynamicHeader.ts and parentLocatorEntry.ts, taken together. */
export function tablesOf(modules: Readonly<Record<string, unknown>>): Record<string, string>;
export function roomTable(
  rooms: readonly {
    readonly holds: string;
    readonly owns: string;
    readonly files: readonly string[];
    readonly types?: readonly string[];
    readonly packages?: readonly string[];
    readonly packageTypes?: readonly string[];
  }[],
): string;
