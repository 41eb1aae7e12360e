// Where the scaling view stands on the page.
import { html } from 'lit';
import { section } from '../ui/section.ts';
import type { Scaling } from './scaling.ts';

export type ScalingView = Pick<Scaling, 'lab' | 'vocabulary' | 'planned' | 'running' | 'theme'>;

const SCALING = {
  name: 'scaling',
  title: 'How it scales',
  hint: 'More threads, another switch interval, BLAS threads inside.',
  load: () => import('./scaling.ts'),
};

export function scalingSection({ lab, vocabulary, planned, running, theme }: ScalingView) {
  return section(
    SCALING,
    html`<gil-scaling .lab=${lab} .vocabulary=${vocabulary} .planned=${planned} .running=${running} .theme=${theme}></gil-scaling>`,
  );
}
