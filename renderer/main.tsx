/** Starts the page: styles, the bridge to main, the window. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { runCommand } from './app/commands';
import { askAgain } from './disk/typing.commands';
import { Shell } from './features/shell/Shell';
import { startBridge } from './app/bridge';
import { watchInputKind } from './ui/inputKind';

watchInputKind();
startBridge({ runCommand, askAgain });
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Shell />
    </StrictMode>,
  );
}
