/** Writes what strangers see to out/screenshots; run by `npm run screenshots`. */
import path from 'node:path';
import { ROOT, test } from './platter';
import { inEveryLook, SCREENS } from './screens';

for (const { name, file, reach } of SCREENS) {
  test(`screenshots of ${name}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    await reach(platter, disk);
    await inEveryLook(platter, async ({ width, height }, theme) => {
      await platter.page.screenshot({
        path: path.join(ROOT, 'out/screenshots', `${name}-${width}x${height}-${theme}.png`),
        animations: 'disabled',
      });
    });
  });
}
