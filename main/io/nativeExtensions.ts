/** The one package of compiled code, loaded when it is first needed: most threads never are. */
import type * as Native from 'fs-native-extensions';

let loaded: Promise<typeof Native | null> | null = null;

/** Null: there is none for this machine. */
export const nativeExtensions = (): Promise<typeof Native | null> =>
  (loaded ??= import('fs-native-extensions').then(
    (native) => native,
    () => null,
  ));
