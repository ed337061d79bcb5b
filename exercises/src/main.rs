//! The guide: `cargo course`.

fn main() {
    println!("see exercises/");
}
