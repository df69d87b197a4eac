/** What Platter is built from and ships, with the licence of each; a test holds it against the packages themselves. */
export const LICENCES: readonly { readonly name: string; readonly licence: string }[] = [
  { name: 'electron', licence: 'MIT' },
  { name: 'electron-log', licence: 'MIT' },
  { name: 'commander', licence: 'MIT' },
  { name: 'fs-native-extensions', licence: 'Apache-2.0' },
  { name: 'react', licence: 'MIT' },
  { name: 'react-dom', licence: 'MIT' },
  { name: 'react-resizable-panels', licence: 'MIT' },
  { name: '@tanstack/react-virtual', licence: 'MIT' },
  { name: 'match-sorter', licence: 'MIT' },
  { name: 'radix-ui', licence: 'MIT' },
  { name: 'lucide-react', licence: 'ISC' },
  { name: 'zustand', licence: 'MIT' },
  { name: 'zod', licence: 'MIT' },
  { name: 'uuid', licence: 'MIT' },
  { name: '@fontsource-variable/inter', licence: 'OFL-1.1' },
  { name: '@fontsource/jetbrains-mono', licence: 'OFL-1.1' },
];
