import type { JSX } from 'react';

export function Shell(): JSX.Element {
  return <main />;
}
