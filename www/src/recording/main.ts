// The entry of the page for recordings: its ground and its one element.
import '../ui/page.css';
import './recording.ts';
