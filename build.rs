//! Turns `asm/<arch>` into what the Rust code includes:
//!
//! - every `.S` file, run through the target's C preprocessor, becomes
//!   `$OUT_DIR/<name>.s`, the body of a naked function;
//! - the `#define`s of `layout.h` and `marks.h`, as the target's preprocessor sees
//!   them, become `$OUT_DIR/layout.rs`, so an offset is written once for both
//!   languages.
//!
//! It also gives the shared library its soname, no libc and no start files.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap();
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap();
    let folder = root.join("asm").join(folder_of(&arch));
    println!("cargo::rerun-if-changed={}", root.join("asm").display());

    // An architecture without a folder fails in src/arch/mod.rs, with one clear sentence.
    if folder.is_dir() {
        let preprocess = |file: &Path, flag: &str| {
            let mut build = cc::Build::new();
            if os == "none" {
                build.define("FREESTANDING", None);
            }
            // What Rust compiles for, whatever is the C compiler's own default.
            if arch == "arm" {
                let thumb = env::var("TARGET").unwrap().starts_with("thumb");
                build.flag(if thumb { "-mthumb" } else { "-marm" });
            }
            build.cargo_metadata(false).flag(flag).file(file).expand()
        };
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "S") {
                let name = path.with_extension("s");
                let text = preprocess(&path, "-P");
                fs::write(out.join(name.file_name().unwrap()), text).unwrap();
            }
        }
        let all = out.join("constants.S");
        let headers = [root.join("asm/include/marks.h"), folder.join("layout.h")];
        let include = headers.map(|header| format!("#include \"{}\"\n", header.display()));
        fs::write(&all, include.concat()).unwrap();
        let defined = String::from_utf8(preprocess(&all, "-dM")).unwrap();
        fs::write(out.join("layout.rs"), constants(&defined)).unwrap();
    }
    // Which architectures have shadow stacks, their folders tell.
    println!("cargo::rustc-check-cfg=cfg(shadow_stacks)");
    if os == "linux" && folder.join("shadow_start.S").exists() {
        println!("cargo::rustc-cfg=shadow_stacks");
    }
    if os == "linux" {
        link_arguments();
    }
}

/// The folder in `asm/` of an architecture as Rust calls it.
fn folder_of(arch: &str) -> &str {
    match arch {
        "riscv32" | "riscv64" => "riscv",
        other => other,
    }
}

/// `#define NAME number` lines as Rust constants; anything else is left to C, and
/// so are the compiler's own, which are not in capitals or begin with a `_`.
fn constants(defined: &str) -> String {
    let mut text = String::new();
    for line in defined.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["#define", name, value] = words[..]
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && value.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        {
            text += &format!("/// `{name}` of the assembly headers.\n");
            text += &format!("pub const {name}: isize = {value};\n");
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
