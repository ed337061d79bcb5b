//! An example's command line: one word, or none.

use std::process::exit;

/// Whether the one argument is `option`. Any other ends the program with exit code 2 and a sentence.
pub fn accept(option: &str) -> bool {
    let Some(argument) = std::env::args().nth(1) else {
        return false;
    };
    if argument != option {
        eprintln!("`{argument}` is not an argument of this example, which takes {option}");
        exit(2);
    }
    true
}
