import { Component, type ReactNode } from 'react';

type Props = {
  readonly children: ReactNode;
  /** What is shown instead of the part that failed. */
  readonly instead: (error: Error, again: () => void) => ReactNode;
};
type State = { readonly error: Error | null };

/** Catches an error of what it contains, so that everything around it goes on. React supports this only with a class. */
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
