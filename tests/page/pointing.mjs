// Pointing at a thread's row on a timeline of a simulated preset.

export const simulated = (preset) => `#v=1&preset=${preset}&engine=simulated`;
export const lanes = (page, track) => page.getByRole('application').nth(track);
export const tooltip = (page) => page.getByRole('tooltip');

/** Where on a timeline a thread's row is at a time: looked for with the pointer, as a person would. */
export async function placeOf(page, track, thread, timeUs) {
  await lanes(page, track).evaluate((row) => row.scrollIntoView({ block: 'center' }));
  const box = await lanes(page, track).boundingBox();
  const { startUs, endUs } = await page.locator('gil-timelines').evaluate((host) => ({
    startUs: Number(host.dataset.viewStartUs),
    endUs: Number(host.dataset.viewEndUs),
  }));
  const gutterPx = 78;
  const x = gutterPx + ((timeUs - startUs) / (endUs - startUs)) * (box.width - gutterPx);
  for (let y = 4; y < box.height; y += 8) {
    await page.mouse.move(box.x + x, box.y + y);
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const found =
      (await tooltip(page).isVisible()) && (await tooltip(page).innerText()).includes(`\n${thread}, `);
    if (found) return { x, y };
  }
  throw new Error(`${thread} is nowhere at ${timeUs} µs`);
}
