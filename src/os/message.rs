//! One-line messages to standard error, each a single write(2).

use crate::arch::{Architecture, Current};
use core::mem::MaybeUninit;

/// Prints one line: the library's name, then `words` one after another.
pub fn print<'a>(words: impl IntoIterator<Item = &'a [u8]>) {
    let mut line = Line {
        text: [MaybeUninit::uninit(); 256],
        length: 0,
    };
    line.add(b"fastctx: ");
    for word in words {
        line.add(word);
    }
    line.write();
}

/// A line being put together; what does not fit is cut.
struct Line {
    text: [MaybeUninit<u8>; 256],
    length: usize,
}

impl Line {
    fn add(&mut self, word: &[u8]) {
        // One byte stays free for the newline.
        let room = self.text.len() - 1;
        for (place, &byte) in self.text.iter_mut().take(room).skip(self.length).zip(word) {
            place.write(byte);
            self.length += 1;
        }
    }

    fn write(&mut self) {
        if let Some(end) = self.text.get_mut(self.length) {
            end.write(b'\n');
        }
        // SAFETY: the buffer is ours and `length + 1` bytes of it are set.
        // Whether anybody reads it is not our concern.
        unsafe {
            Current::system_call(
                libc::SYS_write as usize,
                [2, self.text.as_ptr() as usize, self.length + 1, 0, 0, 0],
            )
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_with_room_for_the_newline() {
        let mut line = Line {
            text: [MaybeUninit::uninit(); 256],
            length: 0,
        };
        line.add(b"ab");
        line.add(&[b'x'; 1000]);
        assert_eq!(line.length, 255);
        // SAFETY: the bytes up to `length` have been written.
        let text = unsafe { core::slice::from_raw_parts(line.text.as_ptr().cast::<u8>(), 4) };
        assert_eq!(text, b"abxx");
    }
}
