//! The table of environment options, read once at load, and what each of them sets.

use crate::arch::{Architecture, Current, landing_pad_jump, layout};
use crate::coroutine;
use crate::mode::{self, set_mode};
use crate::names;
use crate::os::environment::{is_secure, variable};
use crate::os::message;
use crate::os::{self, behind};
use crate::rseq;
use crate::sanitizer;
use crate::sigmask::{self, Policy};
use crate::stack::{Guards, choose_guards, shadow};
use crate::ucontext::split_stack;
use crate::version::VERSION;

/// One option: its variable and its values, the default first.
struct Choice {
    variable: &'static [u8],
    values: &'static [Value],
}

/// A value of an option, and what choosing it does.
struct Value {
    name: &'static [u8],
    setting: Setting,
}

/// What there is to set. Data and a match, not function pointers: the compiler
/// gives no function of ours the landing pad that an indirect call needs.
#[derive(Clone, Copy)]
enum Setting {
    Sigmask(Policy),
    Guards(Guards),
    Flag(Flag, bool),
}

impl Setting {
    fn apply(self) {
        match self {
            Self::Sigmask(policy) => sigmask::choose(policy),
            Self::Guards(guards) => choose_guards(guards),
            Self::Flag(flag, on) => flag.set(on),
        }
    }
}

/// What is on or off. Apart from the others, for a match of four may become a table
/// of addresses to jump to, which would need landing pads.
#[derive(Clone, Copy)]
enum Flag {
    /// A bit of the mode word.
    Mode(isize),
    Check,
    Verbose,
}

impl Flag {
    fn set(self, on: bool) {
        match self {
            Self::Mode(layout::MODE_SPLIT_STACK) => split_stack::follow(on),
            Self::Mode(bit) => set_mode(bit, if on { bit } else { 0 }),
            Self::Check => mode::check(on),
            Self::Verbose if on => report(),
            Self::Verbose => (),
        }
    }
}

const fn value(name: &'static [u8], setting: Setting) -> Value {
    Value { name, setting }
}

const FULL_FP_ENVIRONMENT: Flag = Flag::Mode(layout::MODE_FPENV_FULL);
const SPLIT_STACK: Flag = Flag::Mode(layout::MODE_SPLIT_STACK);

const CHOICES: &[Choice] = &[
    Choice {
        variable: b"FASTCTX_SIGMASK",
        values: &[
            value(b"auto", Setting::Sigmask(Policy::Auto)),
            value(b"always", Setting::Sigmask(Policy::Always)),
            value(b"never", Setting::Sigmask(Policy::Never)),
        ],
    },
    Choice {
        variable: b"FASTCTX_FPENV",
        values: &[
            value(b"control", Setting::Flag(FULL_FP_ENVIRONMENT, false)),
            value(b"full", Setting::Flag(FULL_FP_ENVIRONMENT, true)),
        ],
    },
    Choice {
        variable: b"FASTCTX_SPLITSTACK",
        values: &[
            value(b"off", Setting::Flag(SPLIT_STACK, false)),
            value(b"auto", Setting::Flag(SPLIT_STACK, true)),
        ],
    },
    Choice {
        variable: b"FASTCTX_GUARD",
        values: &[
            value(b"auto", Setting::Guards(Guards::Auto)),
            value(b"mprotect", Setting::Guards(Guards::Mprotect)),
        ],
    },
    Choice {
        variable: b"FASTCTX_CHECK",
        values: &[
            value(b"0", Setting::Flag(Flag::Check, false)),
            value(b"1", Setting::Flag(Flag::Check, true)),
        ],
    },
    Choice {
        variable: b"FASTCTX_VERBOSE",
        values: &[
            value(b"0", Setting::Flag(Flag::Verbose, false)),
            value(b"1", Setting::Flag(Flag::Verbose, true)),
        ],
    },
];

/// Runs when the library is loaded: reads the environment, by the table above.
extern "C" fn initialize() {
    behind::find_all();
    if names::are_in_front() {
        os::threads_agree();
    }
    sanitizer::initialize();
    coroutine::initialize();
    shadow::notice();
    sigmask::choose(Policy::Auto);
    if is_secure() {
        return;
    }
    for choice in CHOICES {
        let Some(value) = variable(choice.variable) else {
            continue;
        };
        match choice.values.iter().find(|known| equal(known.name, value)) {
            Some(known) => known.setting.apply(),
            None => reject(choice, value),
        }
    }
}

/// Whether two strings are the same. (`==` would call memcmp, and we link no libc.)
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

/// A value that does not exist: one line, and the default stays.
fn reject(choice: &Choice, value: &[u8]) {
    let value = value.get(..64).unwrap_or(value);
    let told: [&[u8]; 4] = [
        choice.variable,
        b"=",
        value,
        b": no such value, using the default; it has:",
    ];
    let values = choice
        .values
        .iter()
        .flat_map(|value| [&b" "[..], value.name]);
    message::print(told.into_iter().chain(values));
}

/// FASTCTX_VERBOSE=1: what is in force, so that a user can see it.
fn report() {
    mode::be_verbose();
    coroutine::tell_overflows();
    let no_auto = match rseq::provider() {
        rseq::Provider::Nobody(cause) if sigmask::policy() == Policy::Always => {
            let [what, how] = cause.text();
            [&b" (no auto: "[..], what, how, b")"]
        }
        _ => [&b""[..]; 4],
    };
    let head: [&[u8]; 5] = [
        VERSION.to_bytes(),
        b", ",
        Current::NAME.as_bytes(),
        b"; signal mask: ",
        sigmask::policy().name(),
    ];
    let tail: [&[u8]; 3] = [
        b"; FP environment: ",
        if mode::mode(layout::MODE_FPENV_FULL) {
            b"full"
        } else {
            b"control"
        },
        b"; in force:",
    ];
    let names = names::in_force().flat_map(|name| [&b" "[..], name]);
    message::print(head.into_iter().chain(no_auto).chain(tail).chain(names));
    split_stack::report();
    sanitizer::report();
}

/// The loader calls it through a pointer, so it begins with a landing pad.
#[unsafe(naked)]
extern "C" fn load() {
    landing_pad_jump!(initialize)
}

// SAFETY: the section that the C library's start-up code calls one by one.
#[used]
#[unsafe(link_section = ".init_array")]
static LOAD: extern "C" fn() = load;
