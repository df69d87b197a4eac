/**
 * Answers requests for the page's own files under app://, and nothing else. What may be served is the list of files the
 * build produced, so no path arithmetic can reach outside it.
 */
import { listFolder, readWhole } from './io/assetFiles';
import { PAGE_ORIGIN } from './pageUrl';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const notFound = (): Response => new Response('Not found', { status: 404 });

/** `root` is the built page's folder. */
export async function pageServer(root: string): Promise<(url: string) => Promise<Response>> {
  const files = await listFolder(root);
  return async (url) => {
    const { origin, protocol, host, pathname } = new URL(url);
    const from = origin === 'null' ? `${protocol}//${host}` : origin;
    const file = from === PAGE_ORIGIN ? files.get(pathname) : undefined;
    if (file === undefined) return notFound();
    const type = CONTENT_TYPES[pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return new Response(await readWhole(file), {
      headers: {
        'content-type': type,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
  };
}
