#!/bin/sh
# Prints the version of the package, as Cargo.toml has it.
sed -n '/^\[package\]/,/^\[lib\]/s/^version = "\(.*\)"$/\1/p' "$(dirname "$0")/../Cargo.toml"
