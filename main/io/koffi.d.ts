/** The part we use of the package, whose own types are many: functions of libraries that the process has loaded already. */
declare module 'koffi' {
  type Library = { func(declaration: string): (...words: readonly number[]) => number | bigint };
  const koffi: { load(library: null): Library /** The error of the last call in this thread. */; errno(): number };
  export default koffi;
}
