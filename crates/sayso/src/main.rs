//! The one program: `sayso`.

fn main() {}
