// Where sharing and files stand on the page. Invariant: a file that is dragged over the page opens it.
import { html } from 'lit';
import { section } from '../ui/section.ts';
import type { Share } from './share.ts';

export type ShareView = Pick<Share, 'settings' | 'ran' | 'shown' | 'doubts' | 'vocabulary' | 'running'>;

const SHARE = {
  name: 'share',
  title: 'Share, save and open',
  hint: 'A link, the script for your own Python, pictures, tables, traces.',
  load: () => import('./share.ts'),
};

export function shareSection(view: ShareView) {
  return section(
    SHARE,
    html`<gil-share .settings=${view.settings} .ran=${view.ran} .shown=${view.shown} .doubts=${view.doubts} .vocabulary=${view.vocabulary}
      ?running=${view.running}></gil-share>`,
  );
}

/** Opens the section as soon as a file is over the page, so that there is somebody to take it. */
export function openForFiles(root: ParentNode, { dataTransfer }: DragEvent): void {
  const details = root.querySelector<HTMLDetailsElement>('[data-testid=share]');
  if (details !== null && dataTransfer?.types.includes('Files')) details.open = true;
}
