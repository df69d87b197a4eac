import { Component, type ReactNode } from 'react';

type Props = {
  readonly children: ReactNode;
  /** Shown instead of what failed. */
  readonly instead: (error: Error, again: () => void) => ReactNode;
};
type State = { readonly error: Error | null };

/** Holds back an error of what it contains: everything around it goes on. React knows such a boundary only as a class. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(cause: unknown): State {
    return { error: cause instanceof Error ? cause : new Error(String(cause)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : this.props.instead(error, () => this.setState({ error: null }));
  }
}
