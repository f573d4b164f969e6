//! The ground: what we need from outside without linking it.

pub mod cxx;
pub mod weak;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub use linux::*;

#[cfg(not(target_os = "linux"))]
mod freestanding;
#[cfg(not(target_os = "linux"))]
pub use freestanding::*;
