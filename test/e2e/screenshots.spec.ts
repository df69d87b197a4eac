/** Writes what strangers see to out/screenshots; run by `npm run screenshots`. */
import path from 'node:path';
import { ROOT, test, type Platter } from './platter';
import { inEveryLook, SCREENS, settled, SIZES, type Size } from './screens';
import { TOURS } from './tours';

const take = (platter: Platter, name: string, sizes: readonly Size[] = SIZES): Promise<void> =>
  inEveryLook(
    platter,
    async ({ width, height }, theme) => {
      await platter.page.screenshot({
        path: path.join(ROOT, 'out/screenshots', `${name}-${width}x${height}-${theme}.png`),
        animations: 'disabled',
      });
    },
    sizes,
  );

for (const { name, file, reach } of SCREENS) {
  test(`screenshots of ${name}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    await reach(platter, disk);
    await take(platter, name);
  });
}

for (const { name: tour, file, stops } of TOURS) {
  test(`screenshots on the tour: ${tour}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    for (const { name, reach, sizes = SIZES } of stops) {
      await test.step(name, () => reach(platter, disk));
      await take(platter, name, sizes);
      // Drawers go with the size; everything else begins where it began.
      if (sizes === SIZES) {
        await platter.resize(1280, 800);
        await settled(platter);
      }
    }
  });
}
