//! The guide: `cargo course`.

#[allow(dead_code, reason = "the command that opens it comes next")]
mod watch;

fn main() {
    println!("see exercises/");
}
