//! Each mechanism of this topic under every interleaving, and its broken twins, which must fail: `cargo loom -p threads`.
//!
//! On real threads (`cargo test`) the right versions run many times; the twins need a model checker and are left out.

mod channels;
mod chunks;
mod five_ways;
mod inventory;
mod lost_update;
mod park_and_unpark;
mod pipeline;
mod task_graph;
mod thread_pool;
