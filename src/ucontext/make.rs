//! makecontext: from a stack and arguments to a context that starts there.

use super::{Entry, slow, trampoline};
use crate::arch::{Architecture, Arguments, Current, field, layout, ucontext_t};
use crate::os::{self, errno};
use core::ffi::c_int;

/// Why a makecontext cannot be honoured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Refusal {
    NullEntry,
    NegativeArgumentCount,
    NullStack,
    StackTooSmall,
    StackBeyondAddressSpace,
    NoShadowStack,
}

impl Refusal {
    /// (A match can become a table of jumps, whose targets are no landing pads.)
    fn text(self) -> &'static [u8] {
        const TEXTS: [(Refusal, &[u8]); 6] = [
            (Refusal::NullEntry, b"the function is null"),
            (Refusal::NegativeArgumentCount, b"argc is negative"),
            (Refusal::NullStack, b"uc_stack.ss_sp is null"),
            (
                Refusal::StackTooSmall,
                b"uc_stack.ss_size has no room for the arguments",
            ),
            (
                Refusal::StackBeyondAddressSpace,
                b"uc_stack ends beyond the address space",
            ),
            (
                Refusal::NoShadowStack,
                b"no memory for the context's shadow stack",
            ),
        ];
        let text = TEXTS.iter().find(|(refusal, _)| *refusal == self);
        text.map_or(b"", |(_, text)| text)
    }
}

/// Called by the assembly of makecontext, which spilled its variable
/// arguments. A context that cannot be made is marked, and whoever resumes it
/// gets ENOMEM; its stack is not touched.
///
/// # Safety
/// As makecontext: `ucp` is null or writable, the stack it names is the
/// caller's to give, and `count` words follow in the two arrays.
pub unsafe extern "C" fn make(
    ucp: *mut ucontext_t,
    entry: Option<Entry>,
    count: c_int,
    in_registers: *const usize,
    on_stack: *const usize,
) {
    if ucp.is_null() {
        os::set_errno(errno::EFAULT);
        return slow::complain(b"ucp is null");
    }
    // SAFETY: the caller's; `place` checked that the stack has the room.
    unsafe {
        let flags = field::<usize>(ucp, layout::UC_FLAGS);
        let known = saved_before(flags.read());
        let stack = (
            field::<usize>(ucp, layout::UC_STACK_SP).read(),
            field::<usize>(ucp, layout::UC_STACK_SIZE).read(),
        );
        let place = place(stack, entry, count).and_then(|place| {
            slow::stack_is_made(ucp, stack, place.2).map_err(|_| Refusal::NoShadowStack)?;
            Ok(place)
        });
        match place {
            Ok((entry, count, sp)) => {
                if known.is_none() {
                    // Never went through getcontext: its FP control is not to
                    // be trusted, its mask is what the program put there.
                    Current::save_fp_control(ucp);
                    slow::complete_fp_control(ucp);
                }
                let mark = known.unwrap_or(slow::SAVED_BY_NOBODY);
                flags.write(mark | slow::stack_mark());
                let link = field::<*mut ucontext_t>(ucp, layout::UC_LINK).read();
                let arguments = Arguments {
                    count,
                    in_registers,
                    on_stack,
                };
                let return_to =
                    trampoline as *const () as usize + layout::TRAMPOLINE_RETURN as usize;
                Current::prepare(ucp, sp as *mut usize, entry, return_to, link, arguments);
            }
            Err(refusal) => {
                flags.write(known.unwrap_or(SAVED | UNPREPARED) | UNUSABLE);
                os::set_errno(errno::ENOMEM);
                slow::complain(refusal.text());
            }
        }
    }
}

const SAVED: usize = layout::UC_MARK_SAVED as usize;
const HAS_MASK: usize = layout::UC_MARK_HAS_MASK as usize;
const UNUSABLE: usize = layout::UC_MARK_UNUSABLE as usize;
const HAS_SHADOW_STACK: usize = layout::UC_MARK_HAS_SHADOW_STACK as usize;
const UNPREPARED: usize = layout::UC_MARK_UNPREPARED as usize;

/// The mark that getcontext left in a context, whatever makecontext made of it
/// since; None when it never saw the context.
fn saved_before(flags: usize) -> Option<usize> {
    let mark = flags & !(UNUSABLE ^ SAVED | HAS_SHADOW_STACK);
    (mark & !HAS_MASK == SAVED).then_some(mark)
}

/// Where the stack pointer of a made context begins: entry, argument count and
/// address, when all is in order.
fn place(
    (base, size): (usize, usize),
    entry: Option<Entry>,
    count: c_int,
) -> Result<(usize, usize, usize), Refusal> {
    let entry = entry.ok_or(Refusal::NullEntry)? as usize;
    let count = usize::try_from(count).map_err(|_| Refusal::NegativeArgumentCount)?;
    if base == 0 {
        return Err(Refusal::NullStack);
    }
    let top = base
        .checked_add(size)
        .ok_or(Refusal::StackBeyondAddressSpace)?;
    let words = Current::ENTRY_FRAME_WORDS;
    let arguments = count.saturating_sub(Current::ENTRY_REGISTERS);
    // The stack arguments begin at a multiple of the alignment, as at a call.
    let bytes = arguments
        .checked_mul(size_of::<usize>())
        .ok_or(Refusal::StackTooSmall)?;
    let sp = top
        .checked_sub(bytes)
        .map(|sp| sp & !(Current::STACK_ALIGN - 1))
        .and_then(|sp| sp.checked_sub(words * size_of::<usize>()))
        .ok_or(Refusal::StackTooSmall)?;
    if sp < base {
        return Err(Refusal::StackTooSmall);
    }
    Ok((entry, count, sp))
}

#[cfg(test)]
mod tests {
    use super::*;

    extern "C" fn entry() {}

    fn place_in(base: usize, size: usize, count: c_int) -> Result<usize, Refusal> {
        place((base, size), Some(entry), count).map(|(_, _, sp)| sp)
    }

    #[test]
    fn a_refusal_keeps_what_getcontext_left() {
        for mark in [SAVED, SAVED | HAS_MASK] {
            assert_eq!(saved_before(mark), Some(mark));
            assert_eq!(saved_before(mark | UNUSABLE), Some(mark));
            assert_eq!(saved_before(mark | HAS_SHADOW_STACK), Some(mark));
        }
        assert_eq!(saved_before(0), None);
        assert_eq!(saved_before(SAVED | UNPREPARED | UNUSABLE), None);
    }

    #[test]
    fn the_stack_arguments_are_aligned_and_inside() {
        let frame = Current::ENTRY_FRAME_WORDS * size_of::<usize>();
        for size in 256 + frame..400 + frame {
            for count in 0..20 {
                let sp = place_in(0x1000, size, count).unwrap();
                let extra = (count as usize).saturating_sub(Current::ENTRY_REGISTERS);
                let arguments = sp + frame;
                assert_eq!(arguments % Current::STACK_ALIGN, 0);
                assert!(sp >= 0x1000);
                assert!(arguments + extra * size_of::<usize>() <= 0x1000 + size);
            }
        }
    }

    #[test]
    fn what_cannot_be_honoured_says_why() {
        use Refusal::*;
        assert_eq!(place_in(0, 4096, 0), Err(NullStack));
        assert_eq!(place_in(0x1000, 4096, -1), Err(NegativeArgumentCount));
        assert_eq!(
            place_in(0x1000, 4096, c_int::MIN),
            Err(NegativeArgumentCount)
        );
        assert_eq!(place_in(8, 4, 0), Err(StackTooSmall)); // a frame below address zero
        assert_eq!(place_in(0x1001, 0, 40), Err(StackTooSmall));
        assert_eq!(place_in(0x1000, 64, 40), Err(StackTooSmall));
        assert_eq!(place_in(0x1000, 4096, c_int::MAX), Err(StackTooSmall));
        assert_eq!(
            place_in(0x1000, usize::MAX, 0),
            Err(StackBeyondAddressSpace)
        );
    }

    #[test]
    fn the_smallest_stack_holds_the_frame_and_the_arguments() {
        let count = Current::ENTRY_REGISTERS as c_int + 2;
        let least = (Current::ENTRY_FRAME_WORDS * size_of::<usize>())
            .next_multiple_of(Current::STACK_ALIGN)
            + 2 * size_of::<usize>();
        assert!(place_in(0x1000, least, count).is_ok());
        assert_eq!(
            place_in(0x1000, least - 1, count),
            Err(Refusal::StackTooSmall)
        );
    }
}
