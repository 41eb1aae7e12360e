//! Only the page's tokens are colours.

use std::fs;
use std::path::Path;

/// So that no other file has a colour of its own for a state.
#[test]
fn only_the_page_s_tokens_are_colours() {
    fn look(folder: &Path, wrong: &mut Vec<String>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                look(&path, wrong);
                continue;
            }
            if ["page.css", "shared.css"].iter().any(|tokens| path.ends_with(tokens)) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let hex = |word: &str| word.len() >= 6 && word.bytes().take(6).all(|byte| byte.is_ascii_hexdigit());
            let found =
                text.split('#').skip(1).filter(|rest| hex(rest.split(|c: char| !c.is_alphanumeric()).next().unwrap()));
            wrong.extend(found.map(|rest| format!("{}: #{}", path.display(), &rest[..6])));
        }
    }
    let mut wrong = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("www/src"), &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
