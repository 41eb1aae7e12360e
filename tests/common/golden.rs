//! Files that are kept as they should be, and written anew under `UPDATE_GOLDEN`.

use std::fs;
use std::path::Path;

/// Holds a file of the repository to this text.
pub(crate) fn matches(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        return fs::write(&file, text).unwrap();
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    let differs = golden.lines().zip(text.lines()).find(|(golden, text)| golden != text);
    assert!(
        golden == text,
        "{name} is not what it would be now, first here:\n{differs:#?}\nUPDATE_GOLDEN=1 rewrites it; then look at it"
    );
}
