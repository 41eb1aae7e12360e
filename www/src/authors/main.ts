// The authors' page's own playground. Invariant: the very script that authors load, from where they load it, so that what is
// shown here is what they get; the page reads well without it.
const script = document.createElement('script');
script.type = 'module';
script.src = './gil-playground.js';
document.head.append(script);
