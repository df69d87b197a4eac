/** The one page this program shows, and its scheme. */
export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://platter`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;
