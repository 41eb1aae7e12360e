// The page's entry: its ground and its one element.
import '../ui/page.css';
import './app.ts';
