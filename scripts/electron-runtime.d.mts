export type ElectronRuntime = {
  readonly executable: string;
  readonly dist: string;
  readonly source: 'override' | 'official' | 'fallback';
  readonly version: string;
};
export function resolveElectron(options?: { readonly allowDownload?: boolean }): Promise<ElectronRuntime>;
/** Flags that only this machine needs: root cannot use Chromium's sandbox. */
export function hostFlags(): string[];
