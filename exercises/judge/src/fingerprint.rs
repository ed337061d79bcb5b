//! Tells texts apart.

/// FNV-1a of 64 bits (Fowler, Noll and Vo): spreads, and stays the same for ever. Guards against accidents, not against intent.
pub fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
