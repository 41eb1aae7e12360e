// The page's entry: its ground and its one element.
import './page.css';
import './app.ts';
