export type ElectronRuntime = {
  readonly executable: string;
  readonly dist: string;
  readonly source: 'override' | 'official' | 'fallback';
  readonly version: string;
};
/** Looks once in each process. */
export function resolveElectron(): Promise<ElectronRuntime>;
/** Flags that only this machine needs: root cannot use Chromium's sandbox. */
export function hostFlags(): string[];
