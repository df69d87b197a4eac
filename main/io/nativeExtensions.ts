/** The package of compiled code, loaded when it is first needed: most threads never load it. */
import type * as Native from 'fs-native-extensions';

let loaded: Promise<typeof Native | null> | null = null;

/** Null: the package has no code for this machine. */
export const nativeExtensions = (): Promise<typeof Native | null> =>
  (loaded ??= import('fs-native-extensions').then(
    (native) => native,
    () => null,
  ));
