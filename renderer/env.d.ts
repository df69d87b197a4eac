/// <reference types="vite/client" />
declare module '@fontsource-variable/inter/index.css';
declare module '@fontsource/jetbrains-mono/400.css';
