//! Turns `asm/<arch>` into what the Rust code includes:
//!
//! - every `.S` file, run through the target's C preprocessor, becomes
//!   `$OUT_DIR/<name>.s`, the body of a naked function;
//! - the `#define`s of `layout.h` and `marks.h` become `$OUT_DIR/layout.rs`, so
//!   an offset is written once for both languages.
//!
//! It also gives the shared library its soname, no libc and no start files.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap();
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap();
    let folder = root.join("asm").join(&arch);
    println!("cargo::rerun-if-changed={}", root.join("asm").display());

    // An architecture without a folder fails in src/arch/mod.rs, with one clear sentence.
    if folder.is_dir() {
        expand_bodies(&folder, &out);
        let headers = [root.join("asm/include/marks.h"), folder.join("layout.h")];
        fs::write(out.join("layout.rs"), constants(&headers)).unwrap();
    }
    if os == "linux" {
        link_arguments();
    }
}

/// Preprocesses every `.S` file of the architecture.
fn expand_bodies(folder: &Path, out: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "S") {
            let text = cc::Build::new()
                .cargo_metadata(false)
                .flag("-P")
                .file(&path)
                .expand();
            let name = path.with_extension("s");
            fs::write(out.join(name.file_name().unwrap()), text).unwrap();
        }
    }
}

/// `#define NAME number` lines as Rust constants; anything else is left to C.
fn constants(headers: &[PathBuf]) -> String {
    let mut text = String::new();
    for header in headers {
        for line in fs::read_to_string(header).unwrap().lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["#define", name, value, ..] = words[..]
                && value.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            {
                text += &format!("/// `{name}` of the assembly headers.\n");
                text += &format!("pub const {name}: isize = {value};\n");
            }
        }
    }
    text
}

/// How the shared library is linked, by `cargo build` and by `make` alike.
fn link_arguments() {
    let major = env::var("CARGO_PKG_VERSION_MAJOR").unwrap();
    let soname = format!("-Wl,-soname,libfastctx.so.{major}");
    let arguments = [
        // No libc of its own: the same file serves glibc and musl.
        "-nostartfiles",
        "-nostdlib",
        &soname,
        // Everything is bound at load; suspended contexts point into us, so stay.
        "-Wl,-z,now,-z,relro,-z,nodelete",
        "-Wl,-z,noexecstack",
        "-Wl,--build-id=sha1",
    ];
    for argument in arguments {
        println!("cargo::rustc-cdylib-link-arg={argument}");
    }
}
