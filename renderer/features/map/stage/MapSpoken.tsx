import { useEffect, useState, type JSX } from 'react';

const PAUSE_MS = 150;

/** Announces where the cursor is once it has stopped moving. */
export function MapSpoken({ text }: { readonly text: string }): JSX.Element {
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="hidden-visually" role="status" aria-live="polite">
      {spoken}
    </p>
  );
}
